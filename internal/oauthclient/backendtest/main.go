package backendtest

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
)

const (
	// testsPerProcessor is how many tests are run at a time: most of the time each waits for the other end of its connection.
	testsPerProcessor = 4
	// garbage is how much more may lie around than is used, in percent: the suite makes much of it and keeps little, and a
	// sixth of the time would go into collecting it.
	garbage = 400
)

// Main is the TestMain of a package that runs the suite on many simulators. The flag -parallel goes before what it chooses.
func Main(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		if err := flag.Set("test.parallel", strconv.Itoa(testsPerProcessor*runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	debug.SetGCPercent(garbage)
	os.Exit(m.Run())
}

// oneOf is how many servers stand behind each of those that [Some] returns.
const oneOf = 16

// Some returns all servers, and with -short, as the race detector is run, every 16th: that makes the suite slower many times,
// and looks for what has little to do with the manners of a server.
func Some[E any](servers []E) []E {
	if !testing.Short() {
		return servers
	}
	var some []E
	for i := 0; i < len(servers); i += oneOf {
		some = append(some, servers[i])
	}
	return some
}
