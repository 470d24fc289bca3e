package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// inOwnGroup puts a command into a group of processes of its own: what the user types at the terminal is not for it.
func inOwnGroup(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills a command and all that it has started.
func killGroup(command *exec.Cmd) error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }

// childrenOf returns the processes that a process has started from a program of this name.
func childrenOf(parent int, program string) ([]*os.Process, error) {
	entries, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	var children []*os.Process
	for _, entry := range entries {
		content, err := os.ReadFile(entry)
		if err != nil { // the process has ended
			continue
		}
		// "pid (name) state ppid ...", and the name may hold anything.
		var state string
		var pid, ppid int
		stat := string(content)
		after := stat[strings.LastIndex(stat, ")")+1:]
		if _, err := fmt.Sscan(after, &state, &ppid); err != nil || ppid != parent {
			continue
		}
		if _, err := fmt.Sscan(stat, &pid); err != nil {
			return nil, err
		}
		path, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
		if err != nil || filepath.Base(path) != program {
			continue
		}
		child, err := os.FindProcess(pid)
		if err != nil {
			return nil, err
		}
		children = append(children, child)
	}
	return children, nil
}
