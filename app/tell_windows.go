//go:build !headless

package app

import (
	"syscall"
	"unsafe"
)

// tell shows a text in a box of the system. The program for Windows is built
// without a console, so that what it writes to standard error is seen by nobody;
// this box needs no OpenGL.
func tell(text string) {
	const information = 0x40
	words, err := syscall.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	title, err := syscall.UTF16PtrFromString("Vaughn")
	if err != nil {
		return
	}
	_, _, _ = syscall.NewLazyDLL("user32.dll").NewProc("MessageBoxW").Call(0, uintptr(unsafe.Pointer(words)), uintptr(unsafe.Pointer(title)), information)
}
