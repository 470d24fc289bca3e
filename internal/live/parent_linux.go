package live

import (
	"os/exec"
	"syscall"
)

// dieWithParent lets the kernel end the server when this process dies without the chance to do so, as after SIGKILL.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
