package evaluate

import (
	"fmt"
	"strings"
	"time"
)

// chat writes a conversation of WhatsApp as its export spells it.
func (m *maker) chat(n int) {
	s, part := m.scene(n)
	owner := m.owners()[n].custodian()
	name := fmt.Sprintf("WhatsApp Chat with group %d.txt", n)
	var b strings.Builder
	for i := range 14 {
		m.now = m.now.Add(time.Duration(1+m.r.IntN(40)) * time.Minute)
		p := part[m.r.IntN(len(part))]
		marked := m.sentence(s)
		if i == 0 && len(s.all) > len(part) {
			marked = m.about(s, s.all[len(s.all)-1], m.one(m.style.Introduce))
		} else if to := part[(i+1)%len(part)]; m.chance(30) && s.alone(to, func(q *person) string { return q.first }) {
			marked = m.greet(to) + ", " + marked
		}
		text, spans := answers(marked)
		fmt.Fprintf(&b, "[%s] %s: %s\n", m.now.Format("1/2/06, 3:04:05 PM"), p.first+" "+p.last, text)
		m.set.Texts = append(m.set.Texts, Text{MessageID: owner, Field: "chat", Event: i, Text: text, Spans: spans})
	}
	m.set.Archives = append(m.set.Archives, Archive{owner, name, []byte(b.String())})
}
