package archive

import (
	"vaughn/index/archive/tnef"
	"vaughn/index/message"
)

// openTNEF reads the wrapper of Outlook and Exchange (winmail.dat). What the
// mapping says of a whole mail's header is no fault of a wrapper's.
func openTNEF(raw []byte, at message.Locator, lim Limits) (*message.Message, error) {
	it, err := tnef.Read(raw)
	if err != nil {
		return nil, err
	}
	m := readItem(it, at, lim, &budget{})
	var kept []message.Problem
	for _, p := range m.Problems {
		switch p.Code {
		case ProblemItem, ProblemRTF, ProblemReference, ProblemAttachment, ProblemOLE, ProblemDepth, ProblemParts, ProblemText, ProblemEncrypted, ProblemUnpack:
			kept = append(kept, p)
		}
	}
	m.Problems = kept
	return m, nil
}
