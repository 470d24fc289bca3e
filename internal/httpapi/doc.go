// Package httpapi is the HTTP plumbing of every backend: addresses, credentials, TLS, retries, limits, and errors that
// hold no secret. It knows neither Terraform nor any product.
//
// A driver makes one [Client] with [New], sends each [Request] with [Client.Do], looks at [Response.Status], and hands
// every answer it does not know better to [Response.Classify].
//
// # What is repeated
//
// GET, HEAD, PUT, DELETE and whatever is marked [Request.Repeatable] are sent again after 429, 502, 503, 504 and after
// an attempt that brought no answer. Everything else is sent again only when the server certainly did not act: after
// 429, after 503 with Retry-After, and when the connection failed before the first byte of the request was written.
//
// # Errors
//
// [Client.Do] returns a [Response] for every HTTP status. When no usable answer came its error is an
// [oauthclient.Error] of one of these kinds:
//
//   - [oauthclient.ErrOutcomeUnknown]: a POST, a PATCH or a request marked [Request.NotRepeatable] was sent, at least
//     partly, and no attempt at it brought an answer.
//   - [oauthclient.ErrDenied]: the token endpoint refused the credentials, or the server refused the TLS client
//     certificate. The request itself did not take place.
//   - [oauthclient.ErrInvalid]: the request cannot be sent as it is, such as one with an empty path element.
//   - [oauthclient.ErrUnavailable]: everything else. The request did not reach the server, or repeating it is harmless.
//
// Messages and log fields hold the method, the host and the path, and never a query, a header or a body.
package httpapi
