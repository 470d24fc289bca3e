package sim

import (
	"net/http"
	"net/url"
)

// Credentials returns the client credentials in the Authorization header of a request to a token endpoint, or else in its
// form, and the authentication method that sends them there (RFC 6749 section 2.3.1). The form has to be parsed.
func Credentials(r *http.Request) (method, clientID, secret string) {
	user, password, ok := r.BasicAuth()
	if !ok {
		clientID, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
		if secret == "" {
			return "none", clientID, ""
		}
		return "client_secret_post", clientID, secret
	}
	// Both are form-encoded inside the header.
	clientID, errID := url.QueryUnescape(user)
	secret, errSecret := url.QueryUnescape(password)
	if errID != nil || errSecret != nil {
		return "client_secret_basic", "", ""
	}
	return "client_secret_basic", clientID, secret
}
