package ui

import (
	"strings"

	"vaughn/app/view"
	"vaughn/index/fault"
)

// titles say in a person's words what kind of failure it is.
var titles = map[fault.Code]string{
	fault.Usage: "That cannot be done as it stands", fault.NotFound: "It is not there", fault.NotCase: "This folder holds no case",
	fault.Exists: "There is already something there", fault.Newer: "A newer version made this case", fault.Locked: "The case is open elsewhere",
	fault.NoSpace: "The disk is full", fault.NoAccess: "Access is denied", fault.Network: "A case cannot live on a network share",
	fault.Format: "The format is not known", fault.Damaged: "The file is damaged", fault.Encrypted: "A password is needed",
	fault.Limit: "A limit was reached", fault.Conflict: "Somebody decided otherwise meanwhile", fault.Refused: "The checks forbid this",
	fault.Findings: "Please look at this first", fault.NoDisplay: "There is no screen", fault.Cancelled: "Stopped",
	fault.Internal: "Something went wrong in the program",
}

// say gives the title and the text of a failure. The text of an error starts in
// the lower case of the code; a person reads a sentence.
func say(t *view.Trouble) (title, text string) {
	title = titles[fault.Code(t.Code)]
	if title == "" {
		title = titles[fault.Internal]
	}
	return title, sentence(t.Text)
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}
