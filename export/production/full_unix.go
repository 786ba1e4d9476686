//go:build !windows

package production

import (
	"errors"
	"syscall"
)

// isFull tells an error of a full disk or a used-up quota.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
