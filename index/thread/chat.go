package thread

import (
	"crypto/sha256"
	"fmt"

	"vaughn/index/message"
)

// ChatKey is the duplicate key of a conversation: platform, id, and every
// event's id, time, sender and words with the bytes of its files. Two exports
// that hold the same events are copies; one that holds more is not.
func ChatKey(m *message.Message) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "chat %d\n%q %q\n", Recipe, m.Chat.Platform, m.Chat.ID)
	for i := range m.Chat.Events {
		e := &m.Chat.Events[i]
		fmt.Fprintf(h, "%q %s %d %q %t\n", e.ID, e.Kind, e.At.UnixMicro(), e.From, e.Deleted != nil)
		bodyWords(h, e.Text)
		for _, f := range e.Files {
			if f >= 0 && f < len(m.Attached) {
				fmt.Fprintf(h, "\nfile %s", m.Attached[f].Blob)
			}
		}
		fmt.Fprintln(h)
	}
	return h.Sum(nil)[:16]
}
