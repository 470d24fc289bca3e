package setup

import (
	"errors"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Refused returns why the provider would refuse a configuration that says what a server has of a client, such as one that
// is generated for an import.
func Refused(judge *oauthclient.Judge, id string, c oauthclient.Client) []*oauthclient.Error {
	problems := slices.Concat(oauthclient.CheckMetadata(c, nil), judge.Validate(c, nil))
	problems = slices.DeleteFunc(problems, func(p *oauthclient.Error) bool { return errors.Is(p.Kind, oauthclient.ErrUnusual) })
	// An engine normalises texts, and the id would be that of another client then.
	if cty.NormalizeString(id) != id {
		problems = append(problems, oauthclient.Invalid(oauthclient.ID, "An engine writes the id in another Unicode form (NFC), which is not that of this client."))
	}
	return problems
}
