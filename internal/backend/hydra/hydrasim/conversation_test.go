package hydrasim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
)

// A conversation sends requests to one server, and knows the values that differ from one conversation to the next by the
// names they have in the recordings.
type conversation struct {
	adminURL, publicURL string
	// values are the variables: $ID begins the ids that are the conversation's own, $MADE_ID is the last client_id that the
	// server chose, $SECRET the last secret, $TOKEN the last registration access token.
	values map[string]string
}

func newConversation(adminURL, publicURL string) *conversation {
	return &conversation{adminURL: adminURL, publicURL: publicURL, values: map[string]string{
		"$ID":     "hydrasim-" + uuid.NewString()[:8],
		"$PUBLIC": publicURL,
	}}
}

// send sends a request and returns the answer in normal form, and its body as it came.
func (c *conversation) send(t *testing.T, ex exchange) (answer []string, raw string) {
	t.Helper()
	base := c.adminURL
	if strings.HasPrefix(ex.path, "/oauth2/") {
		base = c.publicURL
	}
	req, err := http.NewRequestWithContext(t.Context(), ex.method, base+c.fillIn(ex.path), strings.NewReader(c.fillIn(ex.body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/json")
	for _, line := range ex.header {
		name, value, _ := strings.Cut(c.fillIn(line), ": ")
		if name == "User" {
			user, password, _ := strings.Cut(value, ":")
			req.SetBasicAuth(user, password)
			continue
		}
		req.Header.Set(name, value)
	}
	resp, body := roundTrip(t, req)
	text, header := c.normalBody(t, ex, resp.Header.Get("Content-Type"), body), c.normalHeader(resp.Header)
	answer = slices.Concat([]string{strconv.Itoa(resp.StatusCode)}, header, text)
	return answer, c.takeOut(string(body))
}

// roundTrip sends a request without following redirects. It repeats what the real server refuses because another test
// writes at the same time.
func roundTrip(t *testing.T, req *http.Request) (*http.Response, []byte) {
	t.Helper()
	for {
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusBadRequest || !bytes.Contains(body, []byte("Unable to serialize access")) {
			return resp, body
		}
		if req.GetBody != nil {
			if req.Body, err = req.GetBody(); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// fillIn replaces the variables by their values, takeOut the values by their variables.
func (c *conversation) fillIn(text string) string {
	for _, name := range slices.Sorted(maps.Keys(c.values)) {
		text = strings.ReplaceAll(text, name, c.values[name])
	}
	return text
}

func (c *conversation) takeOut(text string) string {
	for _, name := range slices.Sorted(maps.Keys(c.values)) {
		text = strings.ReplaceAll(text, c.values[name], name)
	}
	return text
}

// normalHeader returns the fields that tell something. What a list says about paging is left out, since it depends on who
// else uses the server; see TestPaging.
func (c *conversation) normalHeader(header http.Header) []string {
	var lines []string
	for _, name := range []string{"Allow", "Content-Type", "Location"} {
		value := c.takeOut(header.Get(name))
		if value != "" && !strings.HasPrefix(strings.ToLower(value), "application/json") {
			lines = append(lines, name+": "+value)
		}
	}
	return lines
}

// normalBody returns the lines of a body: JSON indented, with its members in order and variables for what the server made
// up; a client as its difference from testdata/client.json; HTML as a mere mark.
func (c *conversation) normalBody(t *testing.T, ex exchange, contentType string, body []byte) []string {
	t.Helper()
	switch {
	case len(body) == 0:
		return nil
	case strings.HasPrefix(contentType, "text/html"):
		return []string{"$HTML"}
	case !strings.HasPrefix(contentType, "application/json"):
		return strings.Split(strings.TrimSpace(string(body)), "\n")
	}
	var value any
	if err := jsontext.Decode(body, &value); err != nil {
		t.Fatalf("%s: %v: %s", ex.name, err, body)
	}
	if object, ok := value.(map[string]any); ok {
		c.normalize(t, ex, object)
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(c.takeOut(text.String())), "\n")
}

func (c *conversation) normalize(t *testing.T, ex exchange, object map[string]any) {
	t.Helper()
	if id, ok := object["client_id"].(string); ok && uuid.Validate(id) == nil {
		c.values["$MADE_ID"] = id
	}
	if token, ok := object["registration_access_token"].(string); ok && strings.HasPrefix(token, "ory_at_") {
		c.values["$TOKEN"] = token
	}
	if secret, ok := object["client_secret"].(string); ok && !strings.Contains(ex.body, secret) && len(secret) == 26 {
		c.values["$SECRET"] = secret
	}
	for _, name := range []string{"created_at", "updated_at"} {
		text, _ := object[name].(string)
		when, err := time.Parse(time.RFC3339, text)
		switch {
		case err != nil || time.Since(when).Abs() > time.Minute:
		case name == "created_at" && when.Nanosecond() != 0:
			object[name] = "$NOW, with a fraction of a second"
		default:
			object[name] = "$NOW"
		}
	}
	if token, ok := object["access_token"].(string); ok && strings.HasPrefix(token, "ory_at_") {
		object["access_token"] = "$ACCESS_TOKEN"
	}
	// The whole seconds that are left; the last minute is rounded up, for a machine that is busy.
	if number, ok := object["expires_in"].(json.Number); ok {
		seconds, err := number.Int64()
		if err != nil {
			t.Fatal(err)
		}
		object["expires_in"] = (seconds + 59) / 60 * 60
	}
	// What Go says about a wrong type depends on the names of the types.
	const undecodable = "Unable to decode the request body: "
	if text, _ := object["error_description"].(string); strings.HasPrefix(text, undecodable) {
		object["error_description"] = undecodable + "$REASON"
	}
	if _, ok := object["client_id"]; ok {
		subtract(object, defaultClient(t))
	}
}

// subtract leaves the members in which a client differs from the other.
func subtract(client, other map[string]any) {
	for name, value := range other {
		got, ok := client[name]
		switch {
		case !ok:
			client[name] = "$ABSENT"
		case reflect.DeepEqual(got, value):
			delete(client, name)
		}
	}
}

// defaultClient is what a GET shows of a client that was created with nothing but its client_id.
func defaultClient(t *testing.T) map[string]any {
	t.Helper()
	text, err := os.ReadFile("testdata/client.json")
	if err != nil {
		t.Fatal(err)
	}
	var client map[string]any
	if err := jsontext.Decode(text, &client); err != nil {
		t.Fatal(err)
	}
	return client
}
