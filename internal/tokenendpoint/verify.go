package tokenendpoint

import (
	"context"
	"errors"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Verdict says whether a client secret is right.
type Verdict int

// The verdicts. The zero Verdict is Undecided.
const (
	// Undecided says that the server's answers do not tell.
	Undecided Verdict = iota
	// Right says that the server accepts the secret.
	Right
	// Wrong says that the server does not accept the secret for this client and this way to authenticate.
	Wrong
)

// VerifySecret finds out whether a client secret is right, by asking for a token, which is thrown away. A client that may
// not use the client credentials grant gets none with the right secret either. Whether the secret was looked at then
// depends on the server, so the request is repeated with a secret that is certainly wrong: when that one is refused
// otherwise, the first one was right. The answer is Undecided with an error that says why: an *Error when the server could not be
// asked or gave no usable answer, and when the client does not authenticate by sending its secret.
func (e *Endpoint) VerifySecret(ctx context.Context, clientID, secret, method string) (Verdict, error) {
	if method == MethodPrivateKey {
		return Undecided, wrong(SettingMethod, "A client that authenticates by private_key_jwt sends no secret.")
	}
	ask := func(secret string) (code string, err error) {
		_, err = e.Token(ctx, Authentication{Method: method, ClientID: clientID, ClientSecret: secret}, Request{})
		refused, ok := errors.AsType[*Error](err)
		if ok && (refused.Code != "" || errors.Is(err, oauthclient.ErrDenied)) {
			return refused.Code, err
		}
		return "", err
	}
	code, err := ask(secret)
	switch {
	case err == nil:
		return Right, nil
	case code == "invalid_client":
		return Wrong, nil
	case code == "":
		return Undecided, err
	}
	control, controlErr := ask(oauthclient.NewSecret())
	if control == "invalid_client" {
		return Right, nil
	}
	if controlErr != nil && control == "" {
		return Undecided, controlErr
	}
	return Undecided, err
}
