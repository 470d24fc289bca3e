package main

import (
	"io"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/export"
)

func TestRun(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args, want, failure string
	}{
		{args: "--help", want: "terraform-provider-oauth simulate"},
		{args: "-h", want: "-debug"},
		{args: "--version", want: "terraform-provider-oauth dev\n"},
		{args: "simulate --help", want: "-backend"},
		{args: "export --help", want: "-not-in"},
		{args: "--colour", failure: "-colour"},
		{args: "simulat --backend hydra", failure: `no command "simulat"; --help`},
		{args: "simulate --backend other", failure: "other"},
		{args: "export --colour", failure: "-colour"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := run(strings.Fields(tc.args), &out)
			switch {
			case (err != nil) != (tc.failure != ""):
				t.Errorf("error %v", err)
			case err != nil && !strings.Contains(err.Error(), tc.failure):
				t.Errorf("error %v, want one that says %q", err, tc.failure)
			case !strings.Contains(out.String(), tc.want):
				t.Errorf("output %q, want it to contain %q", out.String(), tc.want)
			}
		})
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{"export --colour": 2, "export": 1, "--colour": 1} {
		if got := exitCode(run(strings.Fields(args), io.Discard)); got != want {
			t.Errorf("%s: exit code %d, want %d", args, got, want)
		}
	}
	if got := exitCode(export.ErrIncomplete); got != 3 {
		t.Errorf("exit code %d for an incomplete export", got)
	}
}
