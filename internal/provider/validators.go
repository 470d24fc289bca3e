package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// textValidator checks the text of a string attribute, or of the elements of a set by setvalidator.ValueStringsAre.
type textValidator struct {
	// what the text should be, as in "Invalid redirection URI".
	what string
	// check returns what is wrong with the text.
	check func(text string) error
	// doubt returns what is unusual about a text that check lets pass. May be nil.
	doubt func(text string) error
}

var _ validator.String = textValidator{}

var (
	redirectURI = textValidator{"redirection URI", oauthclient.CheckRedirectURI, oauthclient.DoubtRedirectURI}
	webURL      = textValidator{"URL", oauthclient.CheckWebURL, nil}
	httpsURL    = textValidator{"https URL", oauthclient.CheckHTTPSURL, nil}
	anyURI      = textValidator{"URI", oauthclient.CheckURI, nil}
	duration    = textValidator{"duration", checkDuration, nil}
	timestamp   = textValidator{"time", checkTimestamp, nil}
	document    = textValidator{"JSON", checkJSON, nil}
	keySet      = textValidator{"jwks", checkKeySet, nil}
	oneScope    = textValidator{"scope", checkScope, nil}
	filled      = textValidator{"value", checkFilled, nil}

	grantType    = textValidator{"grant type", checkFilled, oauthclient.DoubtGrantType}
	responseType = textValidator{"response type", checkFilled, oauthclient.DoubtResponseType}
	authMethod   = textValidator{"authentication method", checkFilled, oauthclient.DoubtAuthMethod}
)

func (v textValidator) Description(context.Context) string { return "must be a " + v.what }

func (v textValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if err := v.check(text); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.what, err.Error()+".")
		return
	}
	if v.doubt == nil {
		return
	}
	if err := v.doubt(text); err != nil {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Unusual "+v.what, err.Error()+".")
	}
}

func checkDuration(text string) error {
	if _, err := time.ParseDuration(text); err != nil {
		return fmt.Errorf("%q is not a duration: write numbers with the units h, m, s, ms, us or ns, as in \"90m\" or \"1h30m\"; "+
			"there is no unit for a day, write \"24h\"", text)
	}
	return nil
}

func checkTimestamp(text string) error {
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return fmt.Errorf("%q is not a time of RFC 3339, as in \"2030-01-31T06:00:00Z\" or \"2030-01-31T07:00:00+01:00\"", text)
	}
	return nil
}

func checkJSON(text string) error {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return fmt.Errorf("the value is not a JSON text (%w); jsonencode(...) makes one", err)
	}
	return nil
}

func checkKeySet(text string) error {
	_, err := jwk.Parse(text)
	return err
}

// checkScope: RFC 6749 section 3.3, scope-token = 1*( %x21 / %x23-5B / %x5D-7E ).
func checkScope(text string) error {
	for _, r := range text {
		if r <= ' ' || r > '~' || r == '"' || r == '\\' {
			return fmt.Errorf("%q is not one scope: a scope has no blanks, quotes or backslashes (RFC 6749 section 3.3); "+
				"write several scopes as several elements", text)
		}
	}
	return nil
}

func checkFilled(text string) error {
	if text == "" {
		return errors.New("the value is empty: leave it out")
	}
	return nil
}
