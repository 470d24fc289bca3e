package nevissim_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestCombinationsAreComplete checks that no switch is missing from the combinations, and that no two are the same.
func TestCombinationsAreComplete(t *testing.T) {
	t.Parallel()
	notThere := []string{"Name", "Now", "Auth", "Production", "LoginURL"}
	all := nevissim.Combinations()
	if diff := cmp.Diff(nevissim.Options{Name: "documented"}, all[0], cmpopts.IgnoreFields(nevissim.Options{}, "Now")); diff != "" {
		t.Errorf("first combination (-want +got):\n%s", diff)
	}
	for field := range reflect.TypeFor[nevissim.Options]().Fields() {
		isUsed := func(o nevissim.Options) bool { return !reflect.ValueOf(o).FieldByIndex(field.Index).IsZero() }
		if !slices.Contains(notThere, field.Name) && !slices.ContainsFunc(all, isUsed) {
			t.Errorf("no combination sets %s", field.Name)
		}
	}
	names, settings := map[string]bool{}, map[string]bool{}
	for _, o := range all {
		name := o.Name
		o.Name, o.Now = "", nil
		setting := fmt.Sprintf("%+v", o)
		if names[name] || settings[setting] || name == "" {
			t.Errorf("combination %q is there twice or has no name", name)
		}
		names[name], settings[setting] = true, true
	}
}

// TestRoundTrip checks under every combination that the server accepts what it shows: a body that is read, given its
// secret back and written again is stored as it was.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	const body = `{"name":"x","client_id":"c1","client_secret":"s1","redirect_uris":["https://a.example"],"scopes":["a","b"],
		"id_token_ttl":60,"metadata":[{"name":"a","value":"b","locale":"de"},{"name":"a","value":"c"}],
		"jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"eA","y":"eQ","kid":"1","alg":"ES256","exp":1740816000},{"kty":"RSA","n":"AQ","e":"AQAB"}]}}`
	for _, opts := range nevissim.Combinations() {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(opts)
			id := mustSend(t, sim, "POST", clientsPath, body, http.StatusCreated)["clientId"].(string)
			path := clientsPath + "/" + id
			shown := mustSend(t, sim, "GET", path, "", http.StatusOK)
			shown["client_secret"] = "s1"
			// As every client of the API must: this one would not be an edit that takes effect now.
			delete(shown, "valid_from")
			w := send(t, sim, "PUT", path, encode(t, shown))
			if w.Code != http.StatusOK && w.Code != http.StatusNoContent {
				t.Fatalf("PUT: status %d: %s", w.Code, w.Body)
			}
			stored, _ := sim.Client(id)
			got := decode(t, encode(t, stored))
			for name := range got {
				if _, sent := decode(t, body)[name]; !sent {
					delete(got, name) // What the server filled in is another test's business.
				}
			}
			less := func(a, b any) bool { return encode(t, a) < encode(t, b) }
			if diff := cmp.Diff(decode(t, body), got, cmpopts.SortSlices(less)); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
			mustSend(t, sim, "DELETE", path, "", http.StatusNoContent)
			if w := send(t, sim, "GET", path, ""); w.Code != http.StatusNotFound {
				t.Errorf("GET after DELETE: status %d", w.Code)
			}
		})
	}
}
