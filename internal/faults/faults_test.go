package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// A stub is a server that counts what it does.
type stub struct{ deeds atomic.Int32 }

const stubAnswer = `{"client_id":"an-id","client_name":"a name"}`

func (s *stub) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	s.deeds.Add(1)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, stubAnswer)
}

// An outcome is what the caller of a request sees.
type outcome struct {
	status      int
	header      http.Header
	body        string
	requestErr  error
	bodyErr     error
	bodyWasRead int
}

// send sends a request on a connection of its own, waits so long at most and reads up to 2 MB of the answer.
func send(t *testing.T, method, url string, patience time.Duration) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return outcome{requestErr: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 2*megabyte))
	return outcome{status: response.StatusCode, header: response.Header, body: string(body), bodyErr: err, bodyWasRead: len(body)}
}

func start(t *testing.T, upstream http.Handler, opts Options) *Proxy {
	t.Helper()
	p, err := Start(upstream, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// Each fault does what its name says, and the server has seen the request or it has not.
func TestFaults(t *testing.T) {
	t.Parallel()
	noAnswer := func(o outcome) bool { return o.requestErr != nil }
	isReset := func(o outcome) bool { return errors.Is(o.requestErr, syscall.ECONNRESET) }
	hasStatus := func(status int) func(o outcome) bool {
		return func(o outcome) bool { return o.status == status && o.body == "" && o.header.Get("Retry-After") == "" }
	}
	isPage := func(status int, word string) func(o outcome) bool {
		return func(o outcome) bool {
			return o.status == status && strings.HasPrefix(o.header.Get("Content-Type"), "text/html") && strings.Contains(o.body, word)
		}
	}
	isHuge := func(o outcome) bool { return o.status/100 == 2 && o.bodyWasRead == 2*megabyte && o.bodyErr == nil }
	looks := map[string]func(o outcome) bool{
		"refused":      isReset,
		"reset before": isReset,
		"reset after":  isReset,
		"half an answer": func(o outcome) bool {
			return o.status == 201 && errors.Is(o.bodyErr, io.ErrUnexpectedEOF) && o.body == stubAnswer[:len(stubAnswer)/2]
		},
		"slow":                 func(o outcome) bool { return noAnswer(o) && errors.Is(o.requestErr, context.DeadlineExceeded) },
		"429":                  hasStatus(429),
		"429 with Retry-After": func(o outcome) bool { return o.status == 429 && o.header.Get("Retry-After") == "1" },
		"500 before":           hasStatus(500),
		"502 before":           hasStatus(502),
		"503 before":           hasStatus(503),
		"504 before":           hasStatus(504),
		"500 after":            hasStatus(500),
		"502 after":            hasStatus(502),
		"503 after":            hasStatus(503),
		"504 after":            hasStatus(504),
		"HTML page":            isPage(500, "went wrong"),
		"HTML page after":      isPage(500, "went wrong"),
		"login page":           isPage(200, "Log in"),
		"login page after":     isPage(200, "Log in"),
		"302 after":            hasStatus(302),
		"408 after":            hasStatus(408),
		"empty answer":         hasStatus(200),
		"only Location":        func(o outcome) bool { return hasStatus(201)(o) && o.header.Get("Location") == "/clients/made" },
		"cut chunks": func(o outcome) bool {
			return o.status == 201 && errors.Is(o.bodyErr, io.ErrUnexpectedEOF) && o.body == stubAnswer[:len(stubAnswer)/2]
		},
		"100 MB":    isHuge,
		"gzip bomb": isHuge,
		"wrong Content-Type": func(o outcome) bool {
			return o.status == 201 && o.header.Get("Content-Type") == "image/png" && o.body == stubAnswer
		},
		"invalid UTF-8": func(o outcome) bool {
			return o.status == 201 && strings.Contains(o.body, "client_name") && !utf8.ValidString(o.body)
		},
		"duplicate keys": func(o outcome) bool {
			return o.status == 201 && o.body == strings.TrimSuffix(stubAnswer, "}")+`,"client_id":"an-id-twice","client_name":"a name-twice"}`
		},
		"deep nesting": func(o outcome) bool {
			return o.status == 201 && strings.HasPrefix(o.body, `{"a":{"a":{"a":`) && len(o.body) > 5*depth
		},
	}
	for _, fault := range All() {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			var server stub
			p := start(t, &server, Options{Rate: 1, Faults: []Fault{fault}, Hold: time.Hour})
			patience := time.Minute
			if fault.Name == "slow" {
				patience = 500 * time.Millisecond
			}
			got := send(t, http.MethodPost, p.URL+"/clients", patience)
			if look := looks[fault.Name]; look == nil || !look(got) {
				got.body = got.body[:min(len(got.body), 300)]
				t.Errorf("the caller sees %+v", got)
			}
			if fault.Status != 0 && got.status != fault.Status {
				t.Errorf("status %d, declared is %d", got.status, fault.Status)
			}
			if done := server.deeds.Load() == 1; done != fault.AfterDeed {
				t.Errorf("the server has carried it out: %t, declared is %t", done, fault.AfterDeed)
			}
			want := []Event{{Method: "POST", Path: "/clients", Fault: fault.Name, Passed: fault.AfterDeed}}
			if fault.AfterDeed {
				want[0].Status = 201
			}
			if diff := cmp.Diff(want, p.Trail()); diff != "" {
				t.Errorf("trail (-want +got):\n%s", diff)
			}
		})
	}
	if len(looks) != len(All()) {
		t.Errorf("%d faults are expected, there are %d", len(looks), len(All()))
	}
}

// Each of those that are tried one at a time befalls one request, and only that.
func TestOneByOne(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, fault := range OneByOne() {
		if names[fault.Name] {
			t.Errorf("there are two faults %q", fault.Name)
		}
		names[fault.Name] = true
		if slices.ContainsFunc(All(), func(f Fault) bool { return f.Name == fault.Name }) {
			continue // see TestFaults
		}
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			var server stub
			p := start(t, &server, Options{})
			p.SpoilNext(http.MethodPost, fault)
			if got := send(t, http.MethodPut, p.URL, time.Minute); got.status != 201 {
				t.Errorf("a request with another method sees %+v", got)
			}
			got := send(t, http.MethodPost, p.URL, time.Minute)
			if got.status != fault.Status {
				t.Errorf("the caller sees %+v", got)
			}
			if done := server.deeds.Load() == 2; done != fault.AfterDeed {
				t.Errorf("the server has carried it out: %t, declared is %t", done, fault.AfterDeed)
			}
			if got := send(t, http.MethodPost, p.URL, time.Minute); got.status != 201 {
				t.Errorf("the next request sees %+v", got)
			}
		})
	}
}

// After a refusal connections are refused for a while, those that were kept open included, and then they are not.
func TestRefusal(t *testing.T) {
	t.Parallel()
	var server stub
	refused, _ := Find("refused")
	p := start(t, &server, Options{Faults: []Fault{refused}, Gap: 2 * time.Second})
	post := func(client *http.Client) error {
		response, err := client.Post(p.URL, "application/json", nil)
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, response.Body)
		return response.Body.Close()
	}
	kept := &http.Client{Transport: &http.Transport{}}
	if err := post(kept); err != nil {
		t.Fatal(err)
	}
	p.SetRate(1)
	if got := send(t, http.MethodPost, p.URL, time.Minute); got.requestErr == nil {
		t.Errorf("the spoiled request is answered %d", got.status)
	}
	p.SetRate(0)
	if err := post(kept); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a connection is not refused: %v", err)
	}
	deadline := time.Now().Add(time.Minute)
	for {
		err := post(kept)
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if got := server.deeds.Load(); got != 2 {
		t.Errorf("the server has done %d deeds, want 2", got)
	}
}

// Answers without a fault are the server's own.
func TestNoFault(t *testing.T) {
	t.Parallel()
	p := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Host", r.Host)
		w.WriteHeader(http.StatusNoContent)
	}), Options{})
	got := send(t, http.MethodDelete, p.URL+"/a", time.Minute)
	if got.status != http.StatusNoContent || "http://"+got.header.Get("X-Host") != p.URL {
		t.Errorf("got %+v", got)
	}
}

// The same seed spoils the same requests, in whatever order those of different kinds come; another seed does not.
func TestSeed(t *testing.T) {
	t.Parallel()
	const each = 200
	decisions := func(seed uint64, backwards bool) map[string][]string {
		c := chooser{seed: seed, faults: All(), rate: 0.25, seen: map[string]uint64{}}
		kinds := [][2]string{{"GET", "/clients/*"}, {"POST", "/clients"}, {"PUT", "/clients/*"}}
		if backwards {
			kinds[0], kinds[2] = kinds[2], kinds[0]
		}
		chosen := map[string][]string{}
		for i := range each * len(kinds) {
			kind := kinds[i%len(kinds)]
			if backwards {
				kind = kinds[i/each]
			}
			fault, _ := c.choose(kind[0], kind[1])
			chosen[fmt.Sprint(kind)] = append(chosen[fmt.Sprint(kind)], fault.Name)
		}
		return chosen
	}
	first := decisions(1, false)
	if diff := cmp.Diff(first, decisions(1, true)); diff != "" {
		t.Errorf("the order matters (-one +other):\n%s", diff)
	}
	if cmp.Equal(first, decisions(2, false)) {
		t.Error("the seed does not matter")
	}
	for kind, names := range first {
		spoiled := 0
		for _, name := range names {
			fault, found := Find(name)
			if !found {
				continue
			}
			spoiled++
			if fault.WritesOnly && strings.Contains(kind, "GET") {
				t.Errorf("%s suffers %q", kind, name)
			}
		}
		if spoiled < each/8 || spoiled > each*3/8 {
			t.Errorf("%s: %d of %d are spoiled", kind, spoiled, each)
		}
	}
}

func TestShapeOf(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/admin/clients": "/admin/clients",
		"/admin/clients/0b3a7c1e-52f4-4f6e-9a53-0a1f4b7f2f11":                     "/admin/clients/*",
		"/nevismeta/rest/modules/oauthv2/setups/0f4c2a7be1d84f0a9b3c5d6e7f801122": "/nevismeta/rest/modules/oauthv2/setups/*",
		"/oam/services/rest/ssa/api/v1/oauthpolicyadmin/client":                   "/oam/services/rest/ssa/api/v1/oauthpolicyadmin/client",
		"/register/client-JAZ3KQ7":                                                "/register/*",
	} {
		if got := shapeOf(path); got != want {
			t.Errorf("shapeOf(%q) = %q, want %q", path, got, want)
		}
	}
}

// The watcher is called before and after the deed, and before the answer.
func TestWatch(t *testing.T) {
	t.Parallel()
	var server stub
	var seen []string
	p := start(t, &server, Options{Watch: func(method string, m Moment) {
		seen = append(seen, fmt.Sprint(method, m, server.deeds.Load()))
	}})
	send(t, http.MethodPut, p.URL, time.Minute)
	if diff := cmp.Diff([]string{"PUT0 0", "PUT1 1"}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
