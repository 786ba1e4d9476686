package imessage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"vaughn/index/archive/bplist"
	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// summary is what message_summary_info tells of edits: the wordings of each
// part, oldest first, and which parts were unsent.
type summary struct {
	parts  [][]wording
	unsent []int64
}

type wording struct {
	text string
	at   time.Time
}

// readSummary reads the property list; ok is false when it is none. Keys: "ec"
// holds by part the list of wordings ("t" an archived string, "d" seconds since
// 2001), "rp" the parts that were retracted.
func readSummary(b []byte) (s summary, ok bool) {
	v, err := bplist.Parse(b)
	top, ok := v.(map[string]any)
	if err != nil || !ok {
		return s, false
	}
	parts, _ := top["ec"].(map[string]any)
	numbers := make([]int, 0, len(parts))
	for k := range parts {
		if n, err := strconv.Atoi(k); err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		list, _ := parts[strconv.Itoa(n)].([]any)
		var out []wording
		for _, w := range list {
			d, _ := w.(map[string]any)
			raw, _ := d["t"].([]byte)
			text, _ := streamText(raw)
			out = append(out, wording{clean(text), moment(d["d"])})
		}
		if len(out) > 0 {
			s.parts = append(s.parts, out)
		} else {
			s.unsent = append(s.unsent, int64(n)) // an empty list is an unsent part
		}
	}
	rp, _ := top["rp"].([]any)
	for _, v := range rp {
		if n, ok := v.(int64); ok && !slices.Contains(s.unsent, n) {
			s.unsent = append(s.unsent, n)
		}
	}
	return s, true
}

func moment(v any) time.Time {
	f := 0.0
	switch v := v.(type) {
	case float64:
		f = v
	case int64:
		f = float64(v)
	case bplist.Date:
		f = float64(v)
	}
	at, ok := chat.Apple(f, 0)
	if !ok {
		return time.Time{}
	}
	return at
}

// apply puts the wordings on the event. The first of a part is the original,
// the last is how it reads now; each was replaced when the next was written.
func (s summary) apply(e *message.Event, last time.Time) {
	var now string
	for i, part := range s.parts {
		for k, w := range part {
			if k == len(part)-1 {
				if now != "" {
					now += "\n"
				}
				now += w.text
				break
			}
			e.Versions = append(e.Versions, message.Version{Text: w.text, At: part[k+1].at, By: e.From})
		}
		if len(s.parts) > 1 {
			e.Extra = append(e.Extra, message.Header{Name: "Edited", Value: fmt.Sprintf("part %d, %d times", i+1, len(part)-1)})
		}
	}
	if len(s.unsent) == 0 {
		e.Text = cmp.Or(e.Text, now)
		return
	}
	if e.Text != "" {
		e.Extra = append(e.Extra, message.Header{Name: "Unsent", Value: fmt.Sprintf("%d parts of the message", len(s.unsent))})
		return
	}
	// Nothing of it is shown any more; what the list still holds is kept.
	e.Deleted = &message.Deletion{At: last, By: e.From}
	e.Text = now
}
