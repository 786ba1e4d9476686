//go:build headless

package app

import (
	"context"

	"vaughn/index/fault"
)

// openWindow says that this build has no window.
func openWindow(context.Context, string) error {
	return &fault.Error{Code: fault.NoDisplay, Op: "opening the window",
		Hint: "This is the build without a window. Use a command: vaughn help lists them; vaughn sample --produce shows the whole road."}
}
