package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
)

// A step is a part of the life of a client, in which one request of a method goes wrong.
type step struct {
	method string
	change func(client) client
	// gone says that the client is to be removed.
	gone bool
}

var steps = []step{
	{method: http.MethodPost, change: func(c client) client { return c }},
	{method: http.MethodPut, change: changedOnce},
	{method: http.MethodGet, change: changedOnce},
	{method: http.MethodDelete, gone: true},
}

// changedOnce returns a client with another redirect URI and, where that can be had, another secret.
func changedOnce(c client) client {
	c.redirects, c.rotation = []string{"https://app.example.com/1", "https://app.example.com/2"}, 1
	return c
}

// A life is that of one client on a server of its own, with one fault.
type life struct {
	fault  faults.Fault
	name   string
	server *server
	proxy  *faults.Proxy
	// found has what every step but those that were not tried led to, by method.
	found map[string][]finding
	// helped are the clients that an operator had to help.
	helped map[string][]finding
	// known are the findings so far.
	known map[finding]bool
	// lost says that a step left something in which later ones cannot go on.
	lost bool
}

// livesAtOnce is how many lives are led by one run of the engine, each with a process of the provider.
const livesAtOnce = 24

// oneByOne leads a life for each fault that can befall a request of a backend.
func oneByOne(ctx context.Context, s settings) ([]*life, error) {
	var all []*life
	chosen := s.faults
	if chosen == nil {
		chosen = faults.OneByOne()
	}
	number := 0
	for some := range slices.Chunk(chosen, livesAtOnce) {
		number++
		dir := filepath.Join(s.dir, fmt.Sprintf("%s-one-by-one-%d", s.backend, number))
		lives, err := leadLives(ctx, s, dir, some)
		all = append(all, lives...)
		if err != nil {
			return all, fmt.Errorf("%s: %w", s.backend, err)
		}
	}
	return all, nil
}

func leadLives(ctx context.Context, s settings, dir string, chosen []faults.Fault) ([]*life, error) {
	var lives []*life
	defer func() {
		for _, l := range lives {
			_ = l.proxy.Close()
		}
	}()
	for i, fault := range chosen {
		srv, err := s.start()
		if err != nil {
			return lives, err
		}
		srv.keepings = []keeping{generated}
		proxy, err := faults.Start(srv.handler, faults.Options{Hold: 2 * requestTimeout})
		if err != nil {
			return lives, err
		}
		lives = append(lives, &life{fault: fault, name: fmt.Sprintf("f%d", i), server: srv, proxy: proxy, found: map[string][]finding{}, helped: map[string][]finding{}, known: map[finding]bool{}})
	}
	w, err := newLivesWorkspace(s, dir, lives)
	if err != nil {
		return lives, err
	}
	for _, step := range steps {
		if err := lead(ctx, w, lives, step); err != nil {
			return lives, err
		}
	}
	return lives, os.WriteFile(filepath.Join(dir, "engine.log"), w.log.Bytes(), 0o600)
}

// clientFolder is the folder of the module that each life has, with a provider of its own.
const clientFolder = "client"

func newLivesWorkspace(s settings, dir string, lives []*life) (*workspace, error) {
	if err := os.MkdirAll(filepath.Join(dir, clientFolder), 0o750); err != nil {
		return nil, err
	}
	w, err := newWorkspace(dir, s.engine, s.providerDir)
	if err != nil {
		return nil, err
	}
	var root strings.Builder
	root.WriteString(required)
	for _, l := range lives {
		root.WriteString(providerOf(l.server, l.proxy.URL, l.name))
		fmt.Fprintf(&root, "module %q {\n  source = \"./%s\"\n  providers = { oauth = oauth.%[1]s }\n}\n", l.name, clientFolder)
	}
	return w, w.write(root.String())
}

// lead has every life go through a step with its fault, then apply without faults as often as is allowed.
func lead(ctx context.Context, w *workspace, lives []*life, step step) error {
	configured := map[string]client{}
	if !step.gone {
		c := client{keeping: generated, key: "c1", name: "one-by-one", redirects: []string{"https://app.example.com/1"}, scopes: []string{lives[0].server.scope(0)}}
		c = step.change(c)
		configured[c.address()] = c
	}
	module := required + resources(lives[0].server, configured)
	if err := os.WriteFile(filepath.Join(w.dir, clientFolder, "main.tf"), []byte(module), 0o600); err != nil {
		return err
	}
	if _, err := w.run(ctx, "get"); err != nil {
		return err
	}
	for _, l := range lives {
		if l.fault.Befalls(step.method) && !l.lost {
			l.proxy.SpoilNext(step.method, l.fault)
		}
	}
	converged, err := w.applyUntilDone(ctx, func() {
		for _, l := range lives {
			l.proxy.SpoilNothing()
		}
	})
	if err != nil {
		return err
	}
	if !converged {
		if err := helpAll(ctx, w, lives, step); err != nil {
			return err
		}
	}
	modules, err := w.modules()
	if err != nil {
		return err
	}
	for _, l := range lives {
		if err := l.look(step, configured, modules["module."+l.name]); err != nil {
			return err
		}
	}
	return nil
}

// applyUntilDone applies, and then as often as is allowed until that succeeds. After is called behind the first.
func (w *workspace) applyUntilDone(ctx context.Context, after func()) (converged bool, err error) {
	for applies := 0; applies <= allowedApplies && !converged; applies++ {
		status, err := w.run(ctx, "apply", "-auto-approve")
		if err != nil {
			return false, err
		}
		after()
		converged = status == 0
	}
	return converged, nil
}

// helpAll has operators help the clients whose tokens are lost, and applies again.
func helpAll(ctx context.Context, w *workspace, lives []*life, step step) error {
	modules, err := w.modules()
	if err != nil {
		return err
	}
	for _, l := range lives {
		if l.lost {
			continue
		}
		helped, err := w.help(modules["module."+l.name], l.server)
		if err != nil {
			return err
		}
		l.helped[step.method] = helped
	}
	_, err = w.applyUntilDone(ctx, func() {})
	return err
}

// look notes what a step has led to.
func (l *life) look(step step, configured map[string]client, state map[string]instance) error {
	befell := slices.ContainsFunc(l.proxy.Trail(), func(e faults.Event) bool { return e.Fault == l.fault.Name && e.Method == step.method })
	if l.lost || !befell {
		return nil
	}
	held, err := l.server.clients("")
	if err != nil {
		return err
	}
	found, err := compare(configured, state, held, l.server, true)
	if step.gone && len(state) > 0 {
		found = append(found, finding{stuck, "it is not removed"})
	}
	l.found[step.method] = l.helped[step.method]
	for _, f := range found {
		if !l.known[f] {
			l.known[f] = true
			l.found[step.method] = append(l.found[step.method], f)
			l.lost = l.lost || f.kind != orphan
		}
	}
	return err
}

func (l *life) hasFindings() bool {
	for _, found := range l.found {
		if len(found) > 0 {
			return true
		}
	}
	return false
}

// reportLives writes what befell each backend's clients, by fault and method.
func (o options) reportLives(lives map[string][]*life) {
	header := []string{"fault"}
	for _, backend := range o.backends {
		for _, step := range steps {
			header = append(header, backend+" "+step.method)
		}
	}
	rows := [][]string{header}
	var total []string
	counts := map[string]map[kindOfFinding]int{}
	tried := map[string]int{}
	for i := range lives[o.backends[0]] {
		row := []string{lives[o.backends[0]][i].fault.Name}
		for _, backend := range o.backends {
			for _, step := range steps {
				row = append(row, lives[backend][i].cell(step.method))
			}
		}
		rows = append(rows, row)
	}
	for _, backend := range o.backends {
		for _, step := range steps {
			key := backend + " " + step.method
			counts[key] = map[kindOfFinding]int{}
			for _, l := range lives[backend] {
				found, befell := l.found[step.method]
				if befell {
					tried[key]++
				}
				for _, f := range found {
					counts[key][f.kind]++
				}
			}
			total = append(total, key)
		}
	}
	table(os.Stdout, rows)
	rows = [][]string{append([]string{"requests", "faults"}, names(kindsOfFindings)...)}
	for _, key := range total {
		row := []string{key, fmt.Sprint(tried[key])}
		for _, kind := range kindsOfFindings {
			row = append(row, fmt.Sprint(counts[key][kind]))
		}
		rows = append(rows, row)
	}
	table(os.Stdout, rows)
}

// cell says in a word what a step led to.
func (l *life) cell(method string) string {
	found, befell := l.found[method]
	switch {
	case !befell:
		return "-"
	case len(found) == 0:
		return "ok"
	}
	var kinds []string
	for _, f := range found {
		kinds = append(kinds, string(f.kind))
	}
	slices.Sort(kinds)
	return strings.Join(slices.Compact(kinds), ", ")
}

// runOneByOne tries every fault on every backend.
func runOneByOne(ctx context.Context, o options) (clean bool, err error) {
	clean = true
	lives := map[string][]*life{}
	for _, backend := range o.backends {
		s := o.settings
		s.backend, s.start = backend, starters[backend]
		some, livesErr := oneByOne(ctx, s)
		if livesErr != nil {
			return false, errors.Join(err, livesErr)
		}
		lives[backend] = some
		clean = clean && !slices.ContainsFunc(some, (*life).hasFindings)
	}
	o.reportLives(lives)
	return clean, nil
}
