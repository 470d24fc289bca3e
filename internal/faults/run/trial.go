package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
)

// What a trial does: it makes clients, then changes, takes back, removes and adds some, and at last removes all.
var changes = []struct{ removed, changed, takenBack, added int }{
	{added: 12},
	{removed: 2, changed: 7, added: 2},
	{removed: 2, changed: 1, takenBack: 6, added: 2},
}

const (
	// allowedApplies is how many applies without faults may be needed, and mostApplies how many are tried.
	allowedApplies, mostApplies = 2, 5
)

// A trial is one life of a set of clients, from the first apply to the destruction of all.
type trial struct {
	settings
	seed      uint64
	server    *server
	proxy     *faults.Proxy
	workspace *workspace
	model     *model
	killer    *killer
	random    *rand.Rand
	result    result
}

// A result is what came of a trial.
type result struct {
	seed  uint64
	asked operations
	trail []faults.Event
	// exposed is how many requests a fault could have befallen.
	exposed  int
	kills    map[victim]int
	findings []finding
	// applies is how many applies without faults were needed, the most of all times that some were needed.
	applies int
	// folder is where the workspace is, empty when it is not kept.
	folder string
}

// runTrial runs a trial in a folder of its own.
func runTrial(ctx context.Context, s settings, seed uint64) (result, error) {
	srv, err := s.start()
	if err != nil {
		return result{}, err
	}
	dir := filepath.Join(s.dir, fmt.Sprintf("%s-%d", s.backend, seed))
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return result{}, err
	}
	w, err := newWorkspace(dir, s.engine, s.providerDir)
	if err != nil {
		return result{}, err
	}
	if s.trace {
		w.logEverything()
	}
	for _, setting := range srv.secrets {
		w.secrets[setting] = true
	}
	random := rand.New(rand.NewPCG(seed, 0))
	k := &killer{workspace: w, fired: map[victim]int{}}
	proxy, err := faults.Start(srv.handler, faults.Options{
		Seed: seed, Rate: s.rate, Faults: s.faults, Hold: 2 * requestTimeout, Watch: k.watch,
	})
	if err != nil {
		return result{}, err
	}
	defer func() { _ = proxy.Close() }()
	// Names on a real server have to differ from those of former runs.
	prefix := fmt.Sprintf("faults%d-%d", os.Getpid(), seed)
	t := &trial{
		settings: s, seed: seed, server: srv, proxy: proxy, workspace: w, killer: k, random: random,
		model:  newModel(random, srv, prefix),
		result: result{seed: seed, folder: dir},
	}
	err = t.run(ctx)
	t.result.asked, t.result.trail, t.result.kills = t.model.asked, proxy.Trail(), k.fired
	if n, toldErr := w.told(); n > 0 || toldErr != nil {
		err = errors.Join(err, toldErr)
		t.result.findings = append(t.result.findings, finding{told, fmt.Sprintf("%d", n)})
	}
	if writeErr := os.WriteFile(filepath.Join(dir, "engine.log"), w.log.Bytes(), 0o600); err == nil {
		err = writeErr
	}
	return t.result, err
}

func (t *trial) run(ctx context.Context) error {
	for _, c := range changes {
		before := t.model.asked.total()
		t.model.change(c.removed, c.changed, c.takenBack, c.added)
		if err := t.spoil(ctx, t.model.asked.total()-before); err != nil {
			return err
		}
	}
	converged, err := t.settle(ctx)
	if err != nil {
		return err
	}
	seen := len(t.result.findings)
	if err := t.check(converged, nil); err != nil || !converged {
		return err
	}
	known := map[finding]bool{}
	for _, f := range t.result.findings[seen:] {
		known[f] = true
	}
	t.model.clear()
	if err := t.spoil(ctx, len(t.model.before)); err != nil {
		return err
	}
	if converged, err = t.settle(ctx); err != nil {
		return err
	}
	return t.check(converged, known)
}

// spoil applies what is configured through faults, and perhaps sends a signal in the midst of that. Half of those that fail
// are repeated through faults; after the others, the next change comes on top. Half do without a refresh at first: one read
// that fails for good ends a plan, so that there would be few writes to spoil.
func (t *trial) spoil(ctx context.Context, writes int) error {
	for _, c := range t.model.clients {
		t.workspace.secrets[c.secret] = true
	}
	if err := t.workspace.write(configuration(t.server, t.proxy.URL, t.model.clients)); err != nil {
		return err
	}
	before := len(t.proxy.Trail())
	t.proxy.SetRate(t.rate)
	t.killer.arm(t.random, t.killShare, t.victims, writes)
	refresh, again := fmt.Sprintf("-refresh=%t", t.random.IntN(2) == 0), t.random.IntN(2) == 0
	status, err := t.workspace.run(ctx, "apply", "-auto-approve", refresh)
	t.killer.disarm()
	if err == nil && status != 0 && again {
		_, err = t.workspace.run(ctx, "apply", "-auto-approve")
	}
	t.proxy.SetRate(0)
	t.result.exposed += len(t.proxy.Trail()) - before
	return errors.Join(err, t.killer.err)
}

// settle applies without faults until that succeeds, with an operator's help where nothing else helps, and plans once more.
func (t *trial) settle(ctx context.Context) (converged bool, err error) {
	converged, applies, err := t.apply(ctx, allowedApplies)
	if err != nil {
		return false, err
	}
	state, err := t.workspace.state()
	if err != nil {
		return false, err
	}
	helped, err := t.workspace.help(state, t.server)
	if err != nil {
		return false, err
	}
	t.result.findings = append(t.result.findings, helped...)
	if !converged || len(helped) > 0 {
		more := 0
		if converged, more, err = t.apply(ctx, mostApplies-allowedApplies); err != nil {
			return false, err
		}
		if len(helped) == 0 || !converged {
			applies += more
		}
	}
	t.result.applies = max(t.result.applies, applies)
	if applies > allowedApplies {
		about := fmt.Sprintf("%d applies", applies)
		if !converged {
			about = "for good"
		}
		t.result.findings = append(t.result.findings, finding{stuck, about})
	}
	if !converged {
		return false, nil
	}
	status, err := t.workspace.run(ctx, "plan", "-detailed-exitcode")
	if status != 0 {
		t.result.findings = append(t.result.findings, finding{restless, "the plan after the last apply is not empty"})
	}
	return true, err
}

// apply applies until that succeeds, at most so many times, and returns how many times it was.
func (t *trial) apply(ctx context.Context, most int) (converged bool, applies int, err error) {
	for !converged && applies < most {
		applies++
		status, err := t.workspace.run(ctx, "apply", "-auto-approve")
		if err != nil {
			return false, applies, err
		}
		converged = status == 0
	}
	return converged, applies, nil
}

// check compares what is configured with the state and the server, and notes what it did not find before.
func (t *trial) check(converged bool, known map[finding]bool) error {
	state, err := t.workspace.state()
	if err != nil {
		return err
	}
	held, err := t.server.clients(t.model.prefix)
	if err != nil {
		return err
	}
	findings, err := compare(t.model.clients, state, held, t.server, converged)
	for _, f := range findings {
		if !known[f] {
			t.result.findings = append(t.result.findings, f)
		}
	}
	return err
}
