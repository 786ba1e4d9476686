package cli

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"
)

// spent is the processor time this program has used.
func spent() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// forget begins a new highest value of resident memory.
func forget() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// resident is the highest resident memory, in bytes, since forget; -1 unknown.
func resident() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return -1
	}
	_, rest, ok := bytes.Cut(b, []byte("VmHWM:"))
	f := bytes.Fields(rest)
	if !ok || len(f) == 0 {
		return -1
	}
	n, err := strconv.ParseInt(string(f[0]), 10, 64)
	if err != nil {
		return -1
	}
	return n << 10
}
