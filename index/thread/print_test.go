package thread

import (
	"testing"
	"time"

	"vaughn/index/message"
)

func sample(change func(*message.Message)) *message.Message {
	m := &message.Message{
		Subject: "Pilot", Date: time.Date(2023, 5, 2, 10, 0, 0, 0, time.UTC),
		Parties: []message.Party{{Role: message.From, Name: "Ann", Addr: "Ann@Example.gov"}, {Role: message.To, Addr: "bo@example.gov"}},
	}
	change(m)
	return m
}

func TestFingerprint(t *testing.T) {
	base := Fingerprint(sample(func(*message.Message) {}), "Hello  there\n")
	for name, c := range map[string]struct {
		change func(*message.Message)
		body   string
		same   bool
	}{
		"transport headers":  {func(m *message.Message) { m.Headers = []message.Header{{Name: "Received", Value: "x"}} }, "Hello there", true},
		"display name":       {func(m *message.Message) { m.Parties[0].Name = "A." }, "Hello there", true},
		"re-wrapped":         {func(*message.Message) {}, "Hello\n\nthere ", true},
		"bcc on sent copy":   {func(m *message.Message) { m.Parties = append(m.Parties, message.Party{Role: message.Bcc, Addr: "c@x"}) }, "Hello there", true},
		"one word":           {func(*message.Message) {}, "Hello here", false},
		"subject":            {func(m *message.Message) { m.Subject = "Re: Pilot" }, "Hello there", false},
		"recipient":          {func(m *message.Message) { m.Parties[1].Addr = "cy@example.gov" }, "Hello there", false},
		"attachment":         {func(m *message.Message) { m.Attached = []message.Attachment{{Blob: "ab"}} }, "Hello there", false},
		"second of the date": {func(m *message.Message) { m.Date = m.Date.Add(time.Second) }, "Hello there", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := Fingerprint(sample(c.change), c.body)
			if (string(got.Key()) == string(base.Key())) != c.same {
				t.Errorf("same key: %v, want %v", !c.same, c.same)
			}
		})
	}
}

func TestDuplicatesListsSetsOnly(t *testing.T) {
	a, b := Print{Head: [16]byte{1}}, Print{Head: [16]byte{2}}
	got := Duplicates(map[message.ID]Print{"3": a, "1": a, "2": b})
	if len(got) != 1 || got[0][0] != "1" || got[0][1] != "3" {
		t.Errorf("got %v", got)
	}
}
