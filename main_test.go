package main

import (
	"strings"
	"testing"
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
		{args: "--colour", failure: "-colour"},
		{args: "simulate --backend other", failure: "other"},
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
