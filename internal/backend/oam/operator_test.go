package oam_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An operator works on a simulator behind the driver's back, and shares no code with the driver.
type operator struct{ sim *oamsim.Simulator }

// documented are the properties of the REST reference whose names are not those of their fields in camel case.
var documented = map[oauthclient.Field]string{
	oauthclient.ClientID:                              "id",
	oauthclient.ClientSecret:                          "secret",
	oauthclient.ClientName:                            "name",
	oauthclient.RedirectURIs:                          "redirectURIs",
	oauthclient.GrantTypes:                            "grantTypes",
	oauthclient.Scopes:                                "scopes",
	oauthclient.TokenEndpointAuthMethod:               "tokenEndpointAuthMethod",
	oauthclient.TLSClientAuthSubjectDN:                "tlsClientAuthSubjectDN",
	oauthclient.TLSClientAuthSANDNS:                   "tlsClientAuthSANDNS",
	oauthclient.TLSClientAuthSANEmail:                 "tlsClientAuthSANEmail",
	oauthclient.TLSClientAuthSANIP:                    "tlsClientAuthSANIP",
	oauthclient.TLSClientAuthSANURI:                   "tlsClientAuthSANURI",
	oauthclient.TLSClientCertificateBoundAccessTokens: "issueTLSClientCertificateBoundAccessTokens",
	oam.ClientType:                                    "clientType",
	oam.Description:                                   "description",
	oam.DefaultScope:                                  "defaultScope",
	oam.Attributes:                                    "attributes",
	oam.AccessTokenCustomClaims:                       "accessTokenCustomClaims",
	oam.IDTokenCustomClaims:                           "idTokenCustomClaims",
	oam.UserInfoCustomClaims:                          "userInfoCustomClaims",
	oam.OldSecretRetentionTimeInDays:                  "oldSecretRetentionTimeInDays",
	oam.UsePKCE:                                       "usePKCE",
}

// edit changes a client as an operator does in the console: what is taken out is empty afterwards.
func (o operator) edit(_ context.Context, known, changes oauthclient.Client) error {
	domain, name, _ := strings.Cut(known.Text(oauthclient.ID), "/")
	var problem error
	err := o.sim.Edit(domain, name, func(c *message.Client) {
		members := map[string]any{}
		for f, v := range changes {
			members[documented[f]] = documentedValue(f, v)
		}
		body, err := json.Marshal(members)
		problem = errors.Join(err, json.Unmarshal(body, c))
	})
	return errors.Join(err, problem)
}

// documentedValue returns what the documented body has for a value; nil is an empty one.
func documentedValue(f oauthclient.Field, v any) any {
	switch v := v.(type) {
	case nil:
		return emptyValue(f)
	case bool:
		return fmt.Sprint(v)
	case []string:
		return documentedList(f, v)
	case []map[string]string:
		objects := []any{}
		for _, object := range v {
			objects = append(objects, map[string]any{"attrName": object["name"], "attrValue": object["value"], "attrType": object["type"]})
		}
		return objects
	}
	return v
}

func emptyValue(f oauthclient.Field) any {
	switch {
	case f == oam.ClientType:
		return "CONFIDENTIAL_CLIENT" // a client cannot be without
	case f.Kind() == oauthclient.Set, f.Kind() == oauthclient.Objects:
		return []any{}
	case f.Kind() == oauthclient.Int:
		return 0
	}
	return ""
}

func documentedList(f oauthclient.Field, values []string) any {
	list := []any{}
	for _, value := range values {
		switch f {
		case oauthclient.GrantTypes:
			name := value[strings.LastIndex(value, ":")+1:]
			list = append(list, strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
		case oauthclient.RedirectURIs:
			list = append(list, map[string]any{"url": value})
		default:
			list = append(list, value)
		}
	}
	return list
}

func (o operator) remove(_ context.Context, known oauthclient.Client) error {
	domain, name, _ := strings.Cut(known.Text(oauthclient.ID), "/")
	o.sim.Delete(domain, name)
	return nil
}

func (o operator) count(_ context.Context, unique string) (int, error) {
	n := 0
	for _, domain := range domains {
		for _, c := range o.sim.Clients(domain) {
			if strings.Contains(c.Name, unique) {
				n++
			}
		}
	}
	return n, nil
}

func (o operator) hasSecret(_ context.Context, known oauthclient.Client, secret string) (bool, error) {
	domain, name, _ := strings.Cut(known.Text(oauthclient.ID), "/")
	for _, c := range o.sim.Clients(domain) {
		if c.Name == name {
			return c.Secret != nil && *c.Secret == secret, nil
		}
	}
	return false, fmt.Errorf("there is no client %s", known.Text(oauthclient.ID))
}
