//go:build !linux

package main

import (
	"errors"
	"os"
	"os/exec"
)

// inOwnGroup does nothing: only Linux is known to have the group.
func inOwnGroup(*exec.Cmd) {}

// killGroup kills the command alone.
func killGroup(command *exec.Cmd) error { return command.Process.Kill() }

// childrenOf needs /proc.
func childrenOf(int, string) ([]*os.Process, error) {
	return nil, errors.New("finding the provider's process needs Linux")
}
