package production

import (
	"errors"
	"syscall"
)

// isFull tells an error of a full disk: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
func isFull(err error) bool {
	return errors.Is(err, syscall.Errno(39)) || errors.Is(err, syscall.Errno(112))
}
