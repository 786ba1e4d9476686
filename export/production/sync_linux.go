package production

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// syncAll makes all that was written to the file system of a folder safe on disk;
// done is false where that cannot be relied on. QUIRK: before Linux 5.8 syncfs did
// not tell of data that could not be written (syncfs(2), section BUGS).
func (shared) syncAll(dir string) (done bool, err error) {
	var name unix.Utsname
	var major, minor int
	if err := unix.Uname(&name); err != nil {
		return false, nil
	}
	if n, _ := fmt.Sscanf(unix.ByteSliceToString(name.Release[:]), "%d.%d", &major, &minor); n != 2 || major < 5 || major == 5 && minor < 8 {
		return false, nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return false, err
	}
	defer d.Close()
	return true, unix.Syncfs(int(d.Fd()))
}
