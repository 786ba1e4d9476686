//go:build !headless && !windows

package app

// tell does nothing: here the program writes to a terminal or to the log of the
// session.
func tell(string) {}
