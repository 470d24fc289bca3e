package hydra

import (
	"context"
	"errors"
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// RotateSecret has Hydra make a new secret; the last five go on working. Only clients with the methods client_secret_basic
// and client_secret_post can have that. It came after v26.2.0, and an older server does not know the path.
//
// A request whose answer is lost is not sent again, since each one ends the life of the oldest secret.
func (d *Driver) RotateSecret(ctx context.Context, known oauthclient.Client) (oauthclient.Result, error) {
	members, err := d.rotation(ctx, http.MethodPost, known)
	if err == nil && text(members["client_secret"]) == "" {
		err = &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Message: "The server's answer has no new secret."}
	}
	switch {
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		return oauthclient.Result{}, &oauthclient.Error{
			Kind: oauthclient.ErrOutcomeUnknown, Field: oauthclient.ClientSecret, Err: err,
			Message: "The client may have a new secret that nobody knows.",
			Advice:  "The client_secret that is known here goes on working. Apply again to rotate it.",
		}
	case err != nil:
		return oauthclient.Result{}, err
	}
	result := read(members)
	result.Before = result.Client // only the secret is another one
	return result, nil
}

// RetireSecrets ends the life of the secrets that rotations have left working.
func (d *Driver) RetireSecrets(ctx context.Context, known oauthclient.Client) error {
	_, err := d.rotation(ctx, http.MethodDelete, known)
	return err
}

func (d *Driver) rotation(ctx context.Context, method string, known oauthclient.Client) (jsonwire.Object, error) {
	id := handle(known)
	members, err := d.write(ctx, httpapi.Request{Method: method, Path: clients(id, "secrets", "rotate")}, id, nil)
	if failed, ok := errors.AsType[*oauthclient.Error](err); ok && isNoRoute(failed) {
		return nil, &oauthclient.Error{
			Kind: oauthclient.ErrUnsupported, Status: failed.Status, Field: oauthclient.ClientSecret,
			Message: "This version of Hydra has no secrets that overlap. They came after v26.2.0.",
		}
	}
	return members, err
}
