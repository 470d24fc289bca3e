// Bench measures what it costs to manage many clients on Ory Hydra: what the engine and the provider spend, and how many
// requests the server gets, beside two floors. It prints a table in Markdown, as in internal/docs/performance.md.
//
//	go run ./internal/bench -n 100,1000 -runs 5
//
// CPU time is steadier than time on the clock, but not the same on a machine that is busy as on one that is not: compare
// ratios within one run. The server is a simulator in this process, whose own time is not counted, or the one at
// OAUTH_LIVE_HYDRA_ADMIN_URL. The engine is the one at TF_ACC_TERRAFORM_PATH, or terraform.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	if provider, err := asProvider(); provider {
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	o := options{}
	flag.StringVar(&o.sizes, "n", "1,100,1000", "how many clients, with commas between")
	flag.IntVar(&o.runs, "runs", 5, "how often each plan is measured; the median counts")
	flag.StringVar(&o.peers, "peers", os.Getenv("PEERS"), "a directory of other providers: NAME/terraform-provider-NAME and NAME/main.tf")
	flag.StringVar(&o.only, "only", "", "measure only the subjects whose name has this in it")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	sizes, peers, only string
	runs               int
}

func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	server, err := startServer(ctx, os.Getenv("OAUTH_LIVE_HYDRA_ADMIN_URL"))
	if err != nil {
		return err
	}
	defer server.close()
	all, err := subjects(ctx, dir, server.url, o)
	if err != nil {
		return err
	}
	fmt.Printf("Load at the start %s, %d plans of each.\n", load(), o.runs)
	if err := start(ctx, server, filepath.Join(dir, "start"), all); err != nil {
		return err
	}
	for size := range strings.SplitSeq(o.sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			return err
		}
		var benches []*bench
		for i, s := range all {
			benches = append(benches, &bench{
				subject: s, n: n, dir: filepath.Join(dir, size, strconv.Itoa(i)), results: map[string][]measurement{},
			})
		}
		if err := life(ctx, server, benches, o.runs); err != nil {
			return err
		}
		report(os.Stdout, benches)
	}
	return nil
}

// The steps of the life of a configuration.
const (
	creation        = "create"
	planning        = "plan"
	planningOffline = "plan -refresh=false"
	change          = "change of all"
	destruction     = "destroy"
	schema          = "start and schema"
)

// life takes every subject through its life, step by step beside the others, so that a machine that becomes busy is as busy
// for all of them.
func life(ctx context.Context, s *server, benches []*bench, runs int) error {
	steps := [][]string{{creation, "apply", "-auto-approve"}}
	for range runs {
		steps = append(steps, []string{planning, "plan", "-detailed-exitcode"}, []string{planningOffline, "plan", "-refresh=false", "-detailed-exitcode"})
	}
	steps = append(steps,
		[]string{change, "apply", "-auto-approve", "-refresh=false", "-var=name=another"},
		[]string{destruction, "destroy", "-auto-approve", "-refresh=false", "-var=name=another"})
	for _, b := range benches {
		if err := b.prepare(); err != nil {
			return err
		}
	}
	for _, step := range steps {
		for _, b := range benches {
			if err := b.run(ctx, s, step[0], step[1:]...); err != nil {
				return err
			}
		}
	}
	return nil
}

// start measures what it costs to start a provider, ask it for its schema and stop it, and says how large it is.
func start(ctx context.Context, s *server, dir string, all []subject) error {
	seen := map[string]bool{}
	fmt.Printf("\n| provider | start and schema, CPU ms | binary, MiB |\n|---|---|---|\n")
	for i, subject := range all {
		if seen[subject.binary] {
			continue
		}
		seen[subject.binary] = true
		b := &bench{subject: subject, n: 1, dir: filepath.Join(dir, strconv.Itoa(i)), results: map[string][]measurement{}}
		if err := b.prepare(); err != nil {
			return err
		}
		for range 5 {
			if err := b.run(ctx, s, schema, "providers", "schema", "-json"); err != nil {
				return err
			}
		}
		info, err := os.Stat(subject.binary)
		if err != nil {
			return err
		}
		fmt.Printf("| %s | %.0f | %.1f |\n", subject.name, b.median(schema, providerCPU)*1000, float64(info.Size())/(1<<20))
	}
	return nil
}

// build builds a package as a release is built.
func build(ctx context.Context, pkg, file string) error {
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, pkg)
	command.Stderr = os.Stderr
	return command.Run()
}
