package hydra_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestUpdate_carries changes one thing of clients that have much else which nobody knows of, and compares what the server
// has before and after. It needs two requests.
func TestUpdate_carries(t *testing.T) {
	t.Parallel()
	for name, release := range releases {
		for _, client := range []object{
			{"client_id": "orders", "scope": "admin.everything  other"},
			{"client_id": "orders", "jwks_uri": "https://orders.example.com/jwks.json"},
			{"client_id": "orders", "jwks": decodeJSON(t, []byte(keySet)), "token_endpoint_auth_method": "private_key_jwt"},
			{"client_id": "orders", "jwks": decodeJSON(t, []byte(privateKeySet))},
			{"client_id": "orders", "skip_logout_consent": false, "metadata": nil, "contacts": []string{"b", "a", "b"}},
			{"client_id": "orders", "implicit_grant_id_token_lifespan": "90m", "access_token_strategy": "jwt"},
			{"client_id": "orders", "redirect_uris": []string{"https://orders.example.com/"}, "post_logout_redirect_uris": []string{"https://orders.example.com/bye"}},
		} {
			sim, driver := simulateAs(t, hydrasim.Options{Release: release}, client)
			want := sim.Clients()["orders"]
			want["owner"] = "shop"
			updated, err := driver.Update(t.Context(), change(hydra.Owner))
			if err != nil || updated.Client.Text(hydra.Owner) != "shop" {
				t.Errorf("%s: Update of %v returned %v and the error %v", name, client, updated.Client, err)
			}
			got := sim.Clients()["orders"]
			want["updated_at"] = got["updated_at"]
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
			if diff := cmp.Diff("GET PUT", methods(sim)); diff != "" {
				t.Errorf("%s: requests:\n%s", name, diff)
			}
		}
	}
}

// privateKeySet is keySet with a private key, of RFC 7517 appendix A.2.
var privateKeySet = strings.Replace(keySet, `"crv"`, `"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","crv"`, 1)

// TestPrivateKeys shows no private key that a server holds, and says that it does.
func TestPrivateKeys(t *testing.T) {
	t.Parallel()
	_, driver := simulate(t, object{"client_id": "orders", "jwks": decodeJSON(t, []byte(privateKeySet))})
	service := oauthclient.NewService(judge, driver)
	read, err := service.Read(t.Context(), orders)
	if err != nil {
		t.Fatal(err)
	}
	updated, err := service.Update(t.Context(), read.Client.Without(oauthclient.JWKSet), oauthclient.Client{hydra.Owner: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	for operation, result := range map[string]oauthclient.Result{"Read": read, "Update": updated} {
		keys := result.Client.Text(oauthclient.JWKSet)
		if !strings.Contains(keys, `"ec-1"`) || strings.Contains(keys, "870MB6") {
			t.Errorf("%s returned the keys %s", operation, keys)
		}
		if len(result.Notices) != 1 || result.Notices[0].Field != oauthclient.JWKSet {
			t.Errorf("%s returned the notices %v", operation, result.Notices)
		}
	}
}

// TestUpdate_keys replaces keys by a reference to some and back, which v2.3.0 refuses when it sees both, or the {} that
// stands for no keys.
func TestUpdate_keys(t *testing.T) {
	t.Parallel()
	for name, release := range releases {
		for _, empty := range []string{`{}`, `{"keys":[]}`} {
			sim, driver := simulateAs(t, hydrasim.Options{Release: release}, object{"client_id": "orders", "jwks": decodeJSON(t, []byte(empty))})
			service := oauthclient.NewService(judge, driver)
			state := orders
			for _, desired := range []oauthclient.Client{
				{oauthclient.JWKSURI: "https://orders.example.com/jwks.json"},
				{oauthclient.JWKSet: keySet},
				{oauthclient.JWKSURI: "https://orders.example.com/jwks.json"},
				{},
			} {
				updated, err := service.Update(t.Context(), state, desired)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				state = judge.Settle(desired.With(oauthclient.ID, "orders"), updated.Client, nil)
				server := sim.Clients()["orders"]
				keys, _ := server["jwks"].(object)
				if (server["jwks_uri"] != nil) != desired.Has(oauthclient.JWKSURI) || (keys["keys"] != nil) != desired.Has(oauthclient.JWKSet) {
					t.Errorf("%s: of %v the server made jwks %v and jwks_uri %v", name, desired, server["jwks"], server["jwks_uri"])
				}
			}
		}
	}
}

// TestUpdate_removed gives back to the server what is taken out.
func TestUpdate_removed(t *testing.T) {
	t.Parallel()
	sim, driver := simulateAs(t, hydrasim.Options{DefaultScope: "openid"}, object{
		"client_id": "orders", "scope": "orders.read", "skip_logout_consent": false, "skip_consent": true, "owner": "shop",
		"implicit_grant_id_token_lifespan": "90m",
	})
	known := with(orders, oauthclient.Client{
		oauthclient.Scopes: []string{"orders.read"}, hydra.SkipLogoutConsent: false, hydra.SkipConsent: true, hydra.Owner: "shop",
		hydra.Lifespans[5]: "1h30m",
	})
	if _, err := driver.Update(t.Context(), judge.Change(known, oauthclient.Client{})); err != nil {
		t.Fatal(err)
	}
	server := sim.Clients()["orders"]
	want := object{"scope": "openid", "skip_logout_consent": nil, "skip_consent": false, "owner": "", "implicit_grant_id_token_lifespan": nil}
	got := object{}
	for name := range want {
		got[name] = server[name]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the client (-want +got):\n%s", diff)
	}
}
