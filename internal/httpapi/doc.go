// Package httpapi is the HTTP plumbing of every backend: addresses, credentials, TLS, retries, limits, and errors that
// hold no secret. It knows neither Terraform nor any product.
//
// A driver makes one [Client] with [New] and sends each [Request] with [Client.Call], which marshals the body, and
// decodes the answer or says what else it means:
//
//	response, err := client.Call(ctx, httpapi.Request{Method: http.MethodPut, Path: []string{"clients", id}}, body, &members)
//	if response != nil && response.Status == http.StatusNotFound && saysClientUnknown(response.Body) {
//		return notFound(id)
//	}
//	return err
//
// [Client.Do] is the same without JSON: the driver looks at [Response.Status], and hands every answer it does not know
// better to [Response.Classify].
//
// # What is repeated
//
// GET, HEAD, PUT, DELETE and whatever is marked [Request.Harmless] are sent again after 429, 502, 503, 504 and after
// an attempt that brought no answer, and once after a web page with a status of success. Everything else is sent again
// only when the server certainly did not act: after 429, after an answer of which [Request.RetryResponse] says so, and
// when the connection failed before the first byte of the request was written. A 503 proves nothing, Retry-After or not:
// a gateway may also give it after the request was carried out.
//
// # What became of a write
//
// A write is every request but GET, HEAD, OPTIONS and what is marked [Request.Harmless]. It was done when the
// answer is [Response.OK]. It was not done after 429 and the other 4xx (but 408), after a redirect (but 302 and 303), and
// when nothing of it was written; the error says whether that refusal has words of the API's own. Its outcome is unknown
// after any 5xx, 408, 302, 303, after a success that is a web page or otherwise not the API's, and after half an answer or
// none: [oauthclient.ErrOutcomeUnknown], or [Response.OutcomeUnknown] for an answer that says something else, such as 409,
// after an attempt at the same request whose outcome is unknown.
//
// # Cancellation
//
// When the context is done, no request, no retry and no redirect begins, and reads and waits end at once. A write under
// way gets Config.SettlingTime to be answered. [Client.Settling] gives the same to the reads that settle its outcome. The
// error says in words that the operation was canceled or out of time, and errors.Is finds the error of the context.
//
// # What is refused once
//
// A Client is for one run, and does not try again what was refused in it. The other requests fail at once, also those
// that wait, with the same short cause:
//
//   - A server whose connection was refused, whose name does not exist, or with which no TLS is possible (certificates of
//     either side), and a proxy that wants other credentials (407): all requests to that origin, when the first one has
//     used up its retries.
//   - The credentials of Config.Auth that were answered 401, unless an answer of success to them has been seen before,
//     and a token endpoint that refuses the client or cannot be reached: all requests with these credentials.
//
// A request with its own Authorization header, such as a registration access token, neither trips nor feels the second.
// 403, other answers and time-outs trip nothing. Until the server has answered a request with these credentials,
// otherwise than as a gateway does, such requests go one by one, so that a wrong password is sent once.
//
// # Pace
//
// All attempts of a Client stand in one queue: Config.MaxConcurrentRequests at a time, Config.RequestsPerSecond. After 429,
// and 503 with Retry-After, nobody sends before the instant that the answer names (Retry-After, x-ratelimit-reset,
// ratelimit-reset). Config.OnWait is told once.
//
// # Where credentials go
//
// Config.Auth and Config.Headers go to the origin of Config.BaseURL only, and never along a redirect to another one. Over
// http they go to this machine (127.0.0.0/8, ::1, localhost, *.localhost) and, with Config.AllowInsecureHTTP, anywhere. A
// request with credentials of its own, in a header or in its body ([Request.SecretBody]), follows the same rule; when
// BaseURL is https, it never goes to remote http, nor does any other body, whoever named the address.
//
// # Errors
//
// [Client.Do] returns a [Response] for every HTTP status. When no usable answer came its error is an
// [oauthclient.Error] of one of these kinds:
//
//   - [oauthclient.ErrOutcomeUnknown]: a write was sent, at least partly, and no attempt at it brought an answer.
//   - [oauthclient.ErrDenied]: the token endpoint or a proxy refused the credentials, the server refused the TLS client
//     certificate, or the credentials were refused before in this run; or the request would have shown something secret
//     over http. The request itself did not take place.
//   - [oauthclient.ErrInvalid]: the request cannot be sent as it is, such as one whose path fails [CheckPathElement].
//   - [oauthclient.ErrUnavailable]: everything else. The request did not reach the server, or it was a read.
//
// Messages and log fields hold the method, the host and the path, and never a query, a header or a body.
package httpapi
