// Command run manages clients with Terraform or OpenTofu through a proxy that spoils requests, sends signals in the midst
// of it, lets the engine repair what it can without faults, and counts what is lost:
//
//	go run ./internal/faults/run -backends hydra -n 500 -seed 1
//	go run ./internal/faults/run -backends hydra -one-by-one
//
// The second tries every fault by itself, on one request of each method in the life of a client.
//
// The servers are the simulators, and beside that of Hydra a real one when OAUTH_LIVE_HYDRA_ADMIN_URL names it. A trial is
// made again by its backend and seed, with -n 1: the configurations, the spoiled requests of each kind and the signals are
// the same then, while which client of several a request belongs to is up to the engine. The exit status is 1 when
// anything was found.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

// allVictims are those that signals are sent to, in the order of reports.
var allVictims = []victim{interrupted, killedProvider, killedEngine}

// settings are what a trial is made with.
type settings struct {
	backend string
	start   func() (*server, error)
	rate    float64
	faults  []faults.Fault
	// killShare is the share of the spoiled applies in whose midst a signal is sent to one of the victims.
	killShare float64
	victims   []victim
	// trace has engine and provider log all they can.
	trace bool

	dir, engine, providerDir string
}

// options are the command line.
type options struct {
	settings
	operations, jobs int
	seed             uint64
	backends         []string
	keep, oneByOne   bool
}

const realHydraName = "real-hydra"

func main() {
	os.Exit(run(os.Args[1:]))
}

// run returns the exit status: 1 when something was lost, 2 when nothing could be tried.
func run(args []string) int {
	o, err := parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	clean, err := runAll(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
	}
	if err != nil || !clean {
		return 1
	}
	return 0
}

func parse(args []string) (options, error) {
	o := options{settings: settings{engine: cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform")}}
	all := slices.Sorted(maps.Keys(starters))
	if os.Getenv(live.EnvHydraAdminURL) != "" {
		all = append(all, realHydraName)
	}
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	flags.IntVar(&o.operations, "n", 500, "how many creates, updates and deletes to ask for on each backend, at least")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the first trial; the next has the next one")
	flags.Float64Var(&o.rate, "rate", 0.25, "share of the requests to spoil")
	flags.Float64Var(&o.killShare, "kills", 0.5, "share of the spoiled applies in whose midst a signal is sent")
	flags.IntVar(&o.jobs, "jobs", 2, "how many trials run at the same time")
	flags.BoolVar(&o.keep, "keep", false, "keep the workspaces of all trials, not only of those that found something")
	flags.BoolVar(&o.trace, "trace", false, "have engine and provider log at the level TRACE, and look for secrets there too")
	flags.BoolVar(&o.oneByOne, "one-by-one", false, "try every fault once on a request of each method, instead of trials")
	backends := flags.String("backends", strings.Join(all, ","), "the backends, separated by commas")
	victims := flags.String("victims", string(interrupted)+","+string(killedProvider), "what signals are sent to whom; there is also "+string(killedEngine))
	chosen := flags.String("faults", "", "only these faults, separated by commas; empty for all")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.backends = strings.Split(*backends, ",")
	for _, backend := range o.backends {
		if !slices.Contains(all, backend) {
			return o, fmt.Errorf("there is no backend %q; there are: %s", backend, strings.Join(all, ", "))
		}
	}
	for v := range strings.SplitSeq(*victims, ",") {
		if !slices.Contains(allVictims, victim(v)) {
			return o, fmt.Errorf("there is no victim %q; there are: %v", v, allVictims)
		}
		o.victims = append(o.victims, victim(v))
	}
	if *chosen != "" {
		for name := range strings.SplitSeq(*chosen, ",") {
			fault, found := faults.Find(name)
			if !found {
				return o, fmt.Errorf("there is no fault %q", name)
			}
			o.faults = append(o.faults, fault)
		}
	}
	return o, nil
}

// runAll runs the trials of all backends and reports. Clean says that nothing was found.
func runAll(ctx context.Context, o options) (clean bool, err error) {
	if o.dir, err = os.MkdirTemp("", "faults"); err != nil {
		return false, err
	}
	o.providerDir = o.dir
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(o.dir, providerName), ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return false, fmt.Errorf("go build: %w", err)
	}
	started := time.Now()
	if o.oneByOne {
		clean, err = runOneByOne(ctx, o)
		fmt.Printf("one by one, %s, workspaces in %s\n", time.Since(started).Round(time.Second), o.dir)
		return clean, err
	}
	results := map[string][]result{}
	clean = true
	for _, backend := range o.backends {
		s := o.settings
		s.backend = backend
		s.start = starters[backend]
		if backend == realHydraName {
			s.start = realHydra
		}
		some, trialErr := runTrials(ctx, s, o)
		results[backend], err = some, errors.Join(err, trialErr)
		for _, r := range some {
			clean = clean && len(r.findings) == 0
		}
	}
	report(os.Stdout, o.backends, results)
	fmt.Printf("rate %.2f, seeds from %d, %s\n", o.rate, o.seed, time.Since(started).Round(time.Second))
	if clean && err == nil && !o.keep {
		err = os.RemoveAll(o.dir)
	}
	return clean, err
}

// runTrials runs trials with one seed after the other until enough operations were asked for. The results are in the
// order of the seeds; those of trials that failed are left out.
func runTrials(ctx context.Context, s settings, o options) ([]result, error) {
	var (
		mu       sync.Mutex
		wait     sync.WaitGroup
		next     = o.seed
		results  []result
		asked    int
		failures error
	)
	for range o.jobs {
		wait.Go(func() {
			for {
				mu.Lock()
				if asked >= o.operations || failures != nil || ctx.Err() != nil {
					mu.Unlock()
					return
				}
				seed := next
				next++
				asked += operationsOfTrial()
				mu.Unlock()

				r, err := runTrial(ctx, s, seed)
				mu.Lock()
				asked += r.asked.total() - operationsOfTrial()
				if err != nil {
					failures = errors.Join(failures, fmt.Errorf("%s, seed %d: %w", s.backend, seed, err))
				} else {
					results = append(results, r)
					fmt.Fprintf(os.Stderr, "%s, seed %d: %d operations, found: %v\n", s.backend, seed, r.asked.total(), r.findings)
				}
				mu.Unlock()
				if err == nil && len(r.findings) == 0 && !o.keep {
					_ = os.RemoveAll(r.folder)
				}
			}
		})
	}
	wait.Wait()
	slices.SortFunc(results, func(a, b result) int { return cmp.Compare(a.seed, b.seed) })
	return results, failures
}

// operationsOfTrial returns about how many operations a trial asks for. One that gets stuck leaves the last part out.
func operationsOfTrial() int {
	n, left := 0, 0
	for _, c := range changes {
		n += c.removed + c.changed + c.takenBack + c.added
		left += c.added - c.removed
	}
	return n + left
}
