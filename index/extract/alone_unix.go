//go:build unix

package extract

import (
	"os/exec"
	"syscall"
)

// alone puts a program and what it starts into a group of their own, which ends
// with it: soffice is a script around the real program.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
