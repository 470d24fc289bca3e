package oam_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

func TestMain(m *testing.M) { backendtest.Main(m) }
