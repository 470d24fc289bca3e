package jwk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

func TestReadEmpty(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"null", " { } ", `{"keys":null}`, `{"keys":[]}`, `{"keys":[],"note":null}`,
	} {
		set := mustRead(t, text)
		if !jwk.Equal(set, jwk.Set{}) || set.Standard() != `{"keys":[]}` {
			t.Errorf("Read(%s) is %s, want the empty set", text, set.Standard())
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
	}{
		{"optional members that say nothing", `{"keys":[{"kid":"","use":null,"alg":"","key_ops":[],"x5c":[null,{}],"x5t":{},"x5u":"","exp":null}]}`, `{"keys":[{}]}`},
		{"unknown members are kept", `{"keys":[{"ext":"","list":[],"none":null}],"note":{}}`, `{"keys":[{"ext":"","list":[]}],"note":{}}`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set := mustRead(t, tc.text)
			if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, set.Standard())); diff != "" {
				t.Errorf("Read(%s) (-want +got):\n%s", tc.text, diff)
			}
			if set.HasPrivate() {
				t.Error("HasPrivate() = true, want false")
			}
		})
	}
}

func TestReadDropsPrivateMembers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
	}{
		{"private members", `{"keys":[{"kty":"OKP","d":"a","p":"b","q":"c","dp":"d","dq":"e","qi":"f","oth":[],"priv":"g"}]}`, `{"keys":[{"kty":"OKP"}]}`},
		{"symmetric key", `{"keys":[{"kty":"oct","k":"a"}]}`, `{"keys":[{"kty":"oct"}]}`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set := mustRead(t, tc.text)
			if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, set.Standard())); diff != "" {
				t.Errorf("Read(%s) (-want +got):\n%s", tc.text, diff)
			}
			if !set.HasPrivate() {
				t.Error("HasPrivate() = false, want true")
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       jwk.KeyError
	}{
		{"no JSON", `<html>`, jwk.KeyError{Problem: "is not valid JSON (the fault is at byte 1)"}},
		{"array", `[]`, jwk.KeyError{Problem: "must be a JSON object"}},
		{"keys of another type", `{"keys":"a"}`, jwk.KeyError{Member: "keys", Problem: "keys must be an array"}},
		{"key has a member twice", `{"keys":[{"kid":"a","kid":"b"}]}`, jwk.KeyError{Index: 1, Problem: `has the member "kid" twice`}},
		{"key is null", `{"keys":[{},null]}`, jwk.KeyError{Index: 2, Problem: "must be a JSON object"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := jwk.Read(tc.text)
			if diff := cmp.Diff([]jwk.KeyError{tc.want}, keyErrors(t, err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}
