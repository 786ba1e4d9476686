package view

import (
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"vaughn/index/record"
)

// SourceState is what a record was made from, as its container held it.
type SourceState struct {
	Of      record.ID // "" while nothing is shown
	Text    string
	Cut     bool // there is more than is shown
	Working bool
	Err     *Trouble
}

// Source is the model of looking at the raw bytes of a record.
type Source struct {
	model[SourceState]
	d    *Desk
	work newest
}

// maxSource is how much of a source is shown, in bytes.
const maxSource = 256 << 10

// Load reads the source of a record; bytes that are no text are shown as such.
func (m *Source) Load(id record.ID) {
	m.load(id, func(ctx context.Context) ([]byte, error) {
		r, err := m.d.Case.Raw(ctx, id)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return io.ReadAll(io.LimitReader(r, maxSource+1))
	})
}

// LoadEvent reads what one event of a conversation was made from: the bytes of
// its own entry and of every entry that changed it.
func (m *Source) LoadEvent(id record.ID, event string) {
	m.load(id, func(ctx context.Context) ([]byte, error) { return m.d.Case.EventRaw(ctx, id, event) })
}

func (m *Source) load(id record.ID, read func(context.Context) ([]byte, error)) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *SourceState) { *s = SourceState{Of: id, Working: true} })
	m.env.Go(func() {
		defer end()
		data, err := read(ctx)
		if !wanted() {
			return
		}
		m.change(func(s *SourceState) {
			*s = SourceState{Of: id, Cut: len(data) > maxSource, Err: trouble(err)}
			data = data[:min(len(data), maxSource)]
			s.Text = strings.ReplaceAll(strings.ToValidUTF8(string(data), string(utf8.RuneError)), "\r\n", "\n")
		})
	})
}
