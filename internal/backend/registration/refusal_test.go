package registration_test

import (
	"errors"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A refusal is about the attribute that what it names was configured by.
func TestRefusal_field(t *testing.T) {
	t.Parallel()
	desired := minimal("a").With(registration.ExtraMetadata, `{"x_level": 3}`).
		With(registration.Localized, map[string]string{"client_name#de": "A"}).With(oauthclient.Scopes, []string{"read"})
	for _, tc := range []struct {
		body string
		want oauthclient.Field
	}{
		{`{"error":"invalid_client_metadata","error_description":"x_level is not known"}`, registration.ExtraMetadata},
		{`{"error":"invalid_client_metadata","error_description":"client_name#de is too long"}`, registration.Localized},
		{`{"error":"invalid_client_metadata","error_description":"client_name is too long"}`, oauthclient.ClientName},
		{`{"error":"invalid_client_metadata","error_description":"Invalid scope: read"}`, oauthclient.Scopes},
		{`{"error":"invalid_scope"}`, oauthclient.Scopes},
		{`{"error":"invalid_client_metadata","error_description":"no"}`, oauthclient.Field{}},
	} {
		t.Run(tc.body, func(t *testing.T) {
			t.Parallel()
			m := register(t, registrationsim.Options{})
			refusal := registrationsim.Fault{Status: 400, ContentType: "application/json", Body: tc.body}
			refusal.Method = "POST"
			m.sim.FailNext(refusal)
			_, createErr := m.service.Create(t.Context(), desired)
			refusal.Method = "PUT"
			m.sim.FailNext(refusal, refusal, refusal)
			_, updateErr := m.service.Update(t.Context(), m.state, desired)
			for operation, err := range map[string]error{"Create": createErr, "Update": updateErr} {
				failed, ok := errors.AsType[*oauthclient.Error](err)
				if !ok || failed.Field != tc.want {
					t.Errorf("%s: %v, want the field %q", operation, err, tc.want)
				}
			}
		})
	}
}
