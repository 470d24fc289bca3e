package registrationsim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// object is a JSON object.
type object = map[string]any

// minimal is the smallest registration that every server takes.
const minimal = `{"redirect_uris":["https://client.example.org/callback"]}`

// A response is what one request got.
type response struct {
	status int
	header http.Header
	text   string
	body   object // nil when the text is no JSON object
}

// string returns a member of the body that is a string or a whole number, as text.
func (r response) string(name string) string {
	if n, ok := r.body[name].(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	s, _ := r.body[name].(string)
	return s
}

// start serves a simulator.
func start(t *testing.T, opts registrationsim.Options) (*registrationsim.Simulator, string) {
	t.Helper()
	sim := registrationsim.New(opts)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, server.URL
}

// try sends one request; a body makes it a JSON request, a token a bearer request.
func try(t *testing.T, method, url, token, body string) (response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return response{}, err
	}
	r := response{status: answer.StatusCode, header: answer.Header, text: readAll(t, answer)}
	if json.Unmarshal([]byte(strings.TrimPrefix(r.text, "\uFEFF")), &r.body) != nil {
		r.body = nil
	}
	return r, nil
}

// register registers a client without a network.
func register(t *testing.T, server http.Handler, body string) (clientID, secret string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/register", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	client := response{body: parse(t, w.Body.String())}
	return client.string("client_id"), client.string("client_secret")
}

// readAll returns the body of an answer.
func readAll(t *testing.T, answer *http.Response) string {
	t.Helper()
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// send is try for a request that must be answered.
func send(t *testing.T, method, url, token, body string) response {
	t.Helper()
	r, err := try(t, method, url, token, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mustSend is send for a request that must get this status.
func mustSend(t *testing.T, status int, method, url, token, body string) response {
	t.Helper()
	r := send(t, method, url, token, body)
	if r.status != status {
		t.Fatalf("%s %s: status %d, want %d: %s", method, url, r.status, status, r.text)
	}
	return r
}

// create registers the minimal client with a plain server, and returns the answer.
func create(t *testing.T, base string) response {
	t.Helper()
	return mustSend(t, http.StatusCreated, http.MethodPost, base+"/register", "", minimal)
}

// withID returns a JSON object with one more member in front: the client_id of a registered client.
func withID(client response, members string) string {
	rest := strings.TrimPrefix(members, "{")
	if rest != "}" {
		rest = "," + rest
	}
	return `{"client_id":"` + client.string("client_id") + `"` + rest
}

// check compares some members of an object with those in a JSON object; a member that is null there must be absent.
func check(t *testing.T, got object, want string) {
	t.Helper()
	wanted := parse(t, want)
	part := object{}
	for name, value := range wanted {
		if gotten, present := got[name]; present {
			part[name] = gotten
		}
		if value == nil {
			delete(wanted, name)
		}
	}
	if diff := cmp.Diff(wanted, part); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
}

// parse returns the JSON object that text is.
func parse(t *testing.T, text string) object {
	t.Helper()
	var o object
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return o
}

// fixture returns a file of testdata.
func fixture(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
