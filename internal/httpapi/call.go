package httpapi

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Call sends a request with in as its JSON body, unless in is nil, and decodes the answer of success into out, unless out
// is nil. Any other answer is an error, that of [Response.Classify], with the HTTP status in it; the answer is returned
// beside it, for a driver that knows better.
func (c *Client) Call(ctx context.Context, request Request, in, out any) (*Response, error) {
	if in != nil {
		body, err := jsontext.Encode(in)
		if err != nil {
			return nil, &oauthclient.Error{Kind: oauthclient.ErrInvalid, Message: "The request cannot be written as JSON.", Err: err}
		}
		request.Body = body
	}
	response, err := c.Do(ctx, request)
	switch {
	case err != nil:
		return nil, err
	case !response.OK():
		return response, response.Classify()
	case out != nil:
		return response, response.Decode(out)
	}
	return response, nil
}

// Decode decodes the JSON document of an answer into out. An answer without one, and one with null, is an error, that of
// [Response.Classify]: it is not what the API documents, and after a write it does not say whether that was carried out.
// A byte order mark is skipped, and bytes that are not UTF-8 become U+FFFD.
func (r *Response) Decode(out any) error {
	document := withoutMark(r.Body)
	if len(document) > 0 && !bytes.Equal(document, []byte("null")) && !r.contradictory && json.Unmarshal(document, out) == nil {
		return nil
	}
	return r.Classify()
}

// withoutMark returns a document without a byte order mark and blanks around it.
func withoutMark(document []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(document, []byte("\uFEFF")))
}
