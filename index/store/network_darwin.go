package store

import (
	"os"
	"syscall"
)

// mntLocal is MNT_LOCAL of sys/mount.h, which package syscall lacks.
const mntLocal = 0x1000

func shareOf(dir string) (string, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return "", &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	if st.Flags&mntLocal != 0 {
		return "", nil
	}
	var name []byte
	for _, c := range st.Fstypename {
		if c == 0 {
			break
		}
		name = append(name, byte(c))
	}
	return string(name), nil
}
