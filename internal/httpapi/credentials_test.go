package httpapi_test

import (
	"errors"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Credentials of a request go to its address, whatever the base, and a token that is refused is renewed once.
func TestRequestCredentials(t *testing.T) {
	t.Parallel()
	var issued, asked atomic.Int32
	tokens := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		issued.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"token-` + strconv.Itoa(int(issued.Load())) + `","token_type":"Bearer","expires_in":3600}`))
	})
	elsewhere := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Authorization") == "Bearer token-2" || asked.Load() == 1 {
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	base := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the base was asked") })
	client, _ := newClient(t, httpapi.Config{BaseURL: base.URL})
	credentials, err := client.Credentials(httpapi.ClientCredentials(tokens.URL, "id", "secret", nil))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		response, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, URL: elsewhere.URL, Credentials: credentials})
		if err != nil || response.Status != http.StatusOK {
			t.Errorf("request %d: %v, error %v", i, response, err)
		}
	}
	if issued.Load() != 2 || asked.Load() != 3 {
		t.Errorf("%d tokens and %d requests, want 2 and 3", issued.Load(), asked.Load())
	}
	if _, err := client.Credentials(httpapi.Bearer("")); !errors.As(err, new(*httpapi.ConfigError)) {
		t.Errorf("an empty token: %v", err)
	}
}

// From an https server no credentials of a request go to plain http either.
func TestRequestCredentials_stayOnTLS(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, httpapi.Config{BaseURL: "https://login.example.com"})
	credentials, err := client.Credentials(httpapi.Bearer("a-token"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Do(t.Context(), httpapi.Request{Method: http.MethodGet, URL: "http://login.example.com/register/a", Credentials: credentials})
	wantKind(t, err, oauthclient.ErrDenied)
	wantText(t, err.Error(), "was not sent")
}
