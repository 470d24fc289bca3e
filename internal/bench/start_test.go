package main

import (
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// cpu returns the CPU time that this process has used.
func cpu(tb testing.TB) time.Duration {
	tb.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		tb.Fatal(err)
	}
	return usageOf(&r).cpu
}

// BenchmarkStart measures the first answer of the schema in a process; with more than one iteration it measures nothing:
//
//	go test ./internal/bench -run '^$' -bench Start -benchtime 1x
func BenchmarkStart(b *testing.B) {
	before := cpu(b)
	b.ReportMetric(float64(before.Microseconds())/1000, "ms-before")
	for b.Loop() {
		if _, err := provider.NewServer("bench")().GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000, "ms-CPU")
}
