package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// An engine starts what looks like a provider: this program under a provider's name. It runs the real one as a child, which
// lies beside it, and writes down what that used, since an engine's own usage does not tell its providers apart.

const (
	// providerPrefix is what the name of every provider begins with, and realPrefix what the name of the real one does.
	providerPrefix = "terraform-provider-"
	realPrefix     = "real-"
	// usageVariable names the file for what providers used.
	usageVariable = "BENCH_USAGE"
)

// A usage is what a process used.
type usage struct {
	cpu time.Duration
	// peak is the most memory that it held, in MiB.
	peak float64
}

func usageOf(r *syscall.Rusage) usage {
	return usage{
		cpu:  time.Duration(r.Utime.Nano() + r.Stime.Nano()),
		peak: float64(r.Maxrss) / 1024, // Linux counts in KiB
	}
}

// asProvider runs the real provider and writes down what it used. It returns false when this program was not started as one.
func asProvider() (bool, error) {
	dir, name := filepath.Split(os.Args[0])
	if !strings.HasPrefix(name, providerPrefix) {
		return false, nil
	}
	child := exec.Command(filepath.Join(dir, realPrefix+name), os.Args[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := child.Run(); child.ProcessState == nil {
		return true, err
	}
	rusage, _ := child.ProcessState.SysUsage().(*syscall.Rusage)
	used := usageOf(rusage)
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return true, err
	}
	file, err := os.OpenFile(os.Getenv(usageVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return true, err
	}
	_, err = fmt.Fprintln(file, int64(used.cpu), used.peak, int64(usageOf(&own).cpu))
	return true, errors.Join(err, file.Close())
}

// readUsage returns what the providers of one run of an engine used together, and what starting them by way of this program
// did.
func readUsage(path string) (provider, detour usage, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return usage{}, usage{}, nil
	}
	if err != nil {
		return usage{}, usage{}, err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var cpu, own int64
		var peak float64
		if _, err := fmt.Sscan(lines.Text(), &cpu, &peak, &own); err != nil {
			return usage{}, usage{}, err
		}
		provider.cpu += time.Duration(cpu)
		provider.peak = max(provider.peak, peak)
		detour.cpu += time.Duration(own)
	}
	return provider, detour, lines.Err()
}
