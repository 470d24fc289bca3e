package registration

import (
	"errors"
	"fmt"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// secretNotice is how long before its end a secret is spoken of, at most: one that lives no longer than that, as those of the
// MCP SDK do, would be spoken of in every plan.
const secretNotice = 30 * 24 * time.Hour

// planNotices says what becomes of a client that cannot be changed.
func planNotices(known, desired oauthclient.Client) []oauthclient.Notice {
	if !hasTrait(known, cannotChange) || !hasTrait(known, cannotDelete) || len(changed(known, desired, nil)) == 0 {
		return nil
	}
	return []oauthclient.Notice{{
		Summary: "The old OAuth client stays on the server",
		Detail: fmt.Sprintf("The server changes no clients, so a new one is made, and it deletes none, so that the client %q stays. Ask its operator to remove it.",
			known.Text(oauthclient.ClientID)),
	}}
}

// standingNotices speaks of a secret that has expired or soon will. Plans do it, since there are servers that show no
// clients to refreshes.
func standingNotices(known oauthclient.Client) []oauthclient.Notice {
	if notice := secretEnds(known, time.Now()); notice != nil {
		return []oauthclient.Notice{*notice}
	}
	return nil
}

// secretEnds speaks of a secret that has expired or soon will, nil of any other.
func secretEnds(known oauthclient.Client, now time.Time) *oauthclient.Notice {
	at := known.Int(oauthclient.ClientSecretExpiresAt)
	// What is below 0, such as -1, is another way to say never.
	if at <= 0 || !known.Has(oauthclient.ClientSecret) || time.Unix(at, 0).Sub(now) > noticeOf(known) {
		return nil
	}
	day := time.Unix(at, 0).UTC().Format(time.RFC3339)
	summary, detail := "The client secret expires soon", fmt.Sprintf("The secret of the client %q expires at %s.", known.Text(oauthclient.ClientID), day)
	if time.Unix(at, 0).Before(now) {
		summary, detail = "The client secret has expired", fmt.Sprintf("The secret of the client %q expired at %s.", known.Text(oauthclient.ClientID), day)
	}
	if hasTrait(known, cannotChange) {
		detail += " The server makes a new secret only for a new client: terraform apply -replace=ADDRESS."
	} else {
		detail += " Where the server makes a new secret with an update, a change of client_secret_rotation_triggers gets one; where it does not, make a new client: terraform apply -replace=ADDRESS."
	}
	return &oauthclient.Notice{Field: oauthclient.ClientSecretExpiresAt, Summary: summary, Detail: detail}
}

// noticeOf returns how long before its end the client's secret is spoken of: in the second half of its life at the earliest, as
// far as its beginning is known.
func noticeOf(known oauthclient.Client) time.Duration {
	issued := known.Int(oauthclient.ClientIDIssuedAt)
	if issued <= 0 {
		return secretNotice
	}
	life := time.Unix(known.Int(oauthclient.ClientSecretExpiresAt), 0).Sub(time.Unix(issued, 0))
	return min(secretNotice, life/2)
}

func notRefreshed() oauthclient.Notice {
	return oauthclient.Notice{
		Summary: "OAuth client not refreshed", Common: true,
		Detail: "This server replaces the registration access token or the secret at every read, and a plan does not save the new one. " +
			"So the client was not read, and what others change on the server does not show.\n\n" +
			"Set always_refresh in the provider block \"registration\" where every plan is applied; see the guide \"Registration servers\".",
	}
}

func replacedByReading() oauthclient.Notice {
	return oauthclient.Notice{
		Field:   oauthclient.RegistrationAccessToken,
		Summary: "Registration access token or secret replaced",
		Detail: "Reading the client has replaced its registration access token or its secret, and the one in the state is no longer good. " +
			"An apply saves the new one, even when there is nothing else to do. A plan does not, unless it is saved to a file and that is applied.\n\n" +
			"If this plan is thrown away, ask the server's operator for a new token. Once the new one is saved, the client is no longer read for plans; see the guide \"Registration servers\".",
	}
}

// recovery says how a client whose token is lost comes under management again.
func (s *session) recovery() string {
	return fmt.Sprintf("Ask the server's operator for a new registration access token of the client %q, and put a line with the client_id, a blank and the token into the environment variable %s. It is used when the server denies the one in the state, and saved there.",
		s.clientID(), TokensVariable)
}

// tokenProbablyLost says why a client was not read whose update had got no answer.
func tokenProbablyLost(s *session) oauthclient.Notice {
	return oauthclient.Notice{
		Field:   oauthclient.RegistrationAccessToken,
		Summary: "OAuth client not refreshed",
		Detail: fmt.Sprintf("An update of the client %q got no answer, and the server does not take its registration access token any more: it has probably carried out "+
			"the update and replaced the token. The state stays as it was, and the client cannot be changed. ", s.clientID()) + s.recovery(),
	}
}

// notManaged says what it means that the server speaks RFC 7591 only.
func notManaged() oauthclient.Notice {
	return oauthclient.Notice{
		Summary: "This server cannot show, change or delete OAuth clients", Common: true,
		Detail: "The server registered the client and offers no way to manage it (RFC 7592). The state keeps what is known: " +
			"what others change on the server does not show, a change makes a new client in place of this one, and destroying it only forgets it, " +
			"so that the server's operator has to remove it.",
	}
}

// deniedForgettably says that a client cannot be read, which would end the plan that is to destroy it.
func deniedForgettably(s *session) oauthclient.Notice {
	return oauthclient.Notice{
		Field:   oauthclient.RegistrationAccessToken,
		Summary: "OAuth client not refreshed",
		Detail: fmt.Sprintf("The server gives no access to the client %q. The state stays as it was, and the client cannot be changed. "+
			"Destroying it has it forgotten, since registration.forget_on_denied is true. If it is to stay: ", s.clientID()) + s.recovery(),
	}
}

func notShown() oauthclient.Notice {
	return oauthclient.Notice{
		Summary: "This server does not show OAuth clients", Common: true,
		Detail: "The server does not let the client be read (RFC 7592 section 2.1). The state keeps what is known, and what others change on the server does not show.",
	}
}

// leadsNowhere speaks of a client that could not be read where the server said that it is. Cause may be nil.
func leadsNowhere(s *session, cause error) oauthclient.Notice {
	answer := "nothing that speaks of a client answers"
	if failed, ok := errors.AsType[*oauthclient.Error](cause); ok {
		answer = fmt.Sprintf("a request to read it is answered %d and not with the client", failed.Status)
	}
	notice := oauthclient.Notice{
		Field:   oauthclient.RegistrationClientURI,
		Summary: "The address of the OAuth client leads nowhere",
		Detail: fmt.Sprintf("The server registered the client %q and gave %s as its address, where %s. The client is in the state. "+
			"Set registration.client_uri_template in the provider configuration to where the server manages clients.", s.clientID(), s.shownURI(), answer),
	}
	if s.has(neverReached) {
		notice.Detail += " If it manages none, a change makes a new client in place of this one, and destroying it only forgets it, so that the server's operator has to remove it."
	}
	return notice
}
