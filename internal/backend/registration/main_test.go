package registration_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage lie around longer: the suite runs on 50 servers at the same time, and half of the time would go
// into collecting it.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
