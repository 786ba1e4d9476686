package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"vaughn/index/message"
	"vaughn/index/record"
)

// stored is a record without its text, in the spelling of the database: Go
// names may change, these may not.
type stored struct {
	ID           record.ID         `json:"id"`
	Version      record.Version    `json:"v"`
	Kind         string            `json:"k"`
	Family       record.ID         `json:"f,omitempty"`
	Parent       record.ID         `json:"p,omitempty"`
	MessageID    string            `json:"mid,omitempty"`
	Subject      string            `json:"s,omitempty"`
	Date         int64             `json:"d,omitempty"`  // seconds since 1970 UTC
	Nano         int64             `json:"dn,omitempty"` // and nanoseconds
	Dated        bool              `json:"dd,omitempty"` // false: no date
	DateText     string            `json:"dt,omitempty"`
	Zone         string            `json:"z,omitempty"`
	Parties      []message.Party   `json:"pa,omitempty"`
	Children     []record.Child    `json:"ch,omitempty"`
	Conversation string            `json:"c,omitempty"`
	Events       int               `json:"e,omitempty"`
	Name         string            `json:"n,omitempty"`
	Type         string            `json:"t,omitempty"`
	Bytes        int64             `json:"b,omitempty"`
	Native       message.BlobRef   `json:"nb,omitempty"`
	Rendition    message.BlobRef   `json:"rn,omitempty"`
	Problems     []message.Problem `json:"pr,omitempty"`
	Blocks       []record.Block    `json:"bl,omitempty"`
	Images       []record.Image    `json:"im,omitempty"`
	Pages        []record.Page     `json:"pg,omitempty"`
	Log          *record.Log       `json:"lo,omitempty"`
	Long         int               `json:"x,omitempty"` // bytes of the part between JSON and text, which holds Blocks and Log.Entries
}

// packer compresses; both halves are safe for use by many goroutines.
var packer = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(4), zstd.WithWindowSize(128<<10))
})

var unpacker = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(2<<30))
})

// pack writes zstd(length of the JSON part, JSON part, long part, text). The text stands
// outside the JSON because escaping it would cost more than compressing it.
func pack(r *record.Record) ([]byte, error) {
	st := stored{
		ID: r.ID, Version: r.Version, Kind: r.Kind, Family: r.Family, Parent: r.Parent, MessageID: r.MessageID, Subject: r.Subject,
		DateText: r.DateText, Zone: r.Zone, Parties: r.Parties, Children: r.Children, Conversation: r.Conversation, Events: r.Events,
		Name: r.Name, Type: r.Type, Bytes: r.Bytes, Native: r.Native, Rendition: r.Rendition, Problems: r.Problems, Blocks: r.Blocks, Images: r.Images, Pages: r.Pages, Log: r.Log,
	}
	if !r.Date.IsZero() {
		st.Date, st.Nano, st.Dated = r.Date.Unix(), int64(r.Date.Nanosecond()), true
	}
	var beside []byte
	if r.Log != nil && len(r.Blocks) >= longFrom && !slices.ContainsFunc(r.Blocks, dressed) {
		beside = long{r.Blocks, r.Log.Entries}.pack()
		skeleton := *r.Log
		skeleton.Entries = nil
		st.Blocks, st.Log, st.Long = nil, &skeleton, len(beside)
	}
	head, err := json.Marshal(st)
	if err != nil {
		return nil, fmt.Errorf("packing record %s: %w", r.ID, err)
	}
	z, err := packer()
	if err != nil {
		return nil, err
	}
	plain := make([]byte, 0, binary.MaxVarintLen32+len(head)+len(beside)+len(r.Text))
	plain = binary.AppendUvarint(plain, uint64(len(head)))
	plain = append(append(append(plain, head...), beside...), r.Text...)
	return z.EncodeAll(plain, make([]byte, 0, len(plain)/2)), nil
}

func unpack(body []byte) (*record.Record, error) {
	z, err := unpacker()
	if err != nil {
		return nil, err
	}
	plain, err := z.DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("unpacking a record: %w", err)
	}
	n, w := binary.Uvarint(plain)
	if w <= 0 || n > uint64(len(plain)-w) {
		return nil, fmt.Errorf("unpacking a record: its head is cut off")
	}
	var st stored
	if err := json.Unmarshal(plain[w:w+int(n)], &st); err != nil {
		return nil, fmt.Errorf("unpacking a record: its head is not JSON")
	}
	rest := string(plain[w+int(n):])
	if st.Long < 0 || st.Long > len(rest) || st.Long > 0 && st.Log == nil {
		return nil, fmt.Errorf("unpacking a record: its list of events is cut off")
	}
	if st.Long > 0 {
		l, err := unpackLong(rest[:st.Long])
		if err != nil {
			return nil, err
		}
		st.Blocks, st.Log.Entries, rest = l.blocks, l.entries, rest[st.Long:]
	}
	r := &record.Record{
		ID: st.ID, Version: st.Version, Kind: st.Kind, Family: st.Family, Parent: st.Parent, MessageID: st.MessageID, Subject: st.Subject,
		DateText: st.DateText, Zone: st.Zone, Parties: st.Parties, Children: st.Children, Conversation: st.Conversation, Events: st.Events,
		Name: st.Name, Type: st.Type, Bytes: st.Bytes, Native: st.Native, Rendition: st.Rendition, Problems: st.Problems, Blocks: st.Blocks, Images: st.Images, Pages: st.Pages, Log: st.Log,
		Text: rest,
	}
	if st.Dated {
		r.Date = unix(st.Date, st.Nano)
	}
	return r, nil
}

// Raw gives the bytes a top-level record was made from, as its container held
// them; nil when they are a blob or the format has none.
func (s *Store) Raw(ctx context.Context, id record.ID) ([]byte, error) {
	const op = "reading an item's bytes"
	num, err := s.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := collect(s, ctx, "SELECT body FROM natives WHERE num=?", []any{num}, func(r *sql.Rows, b *[]byte) error { return r.Scan(b) })
	if err != nil || len(rows) == 0 {
		return nil, coded(op, s.path, err)
	}
	z, err := unpacker()
	if err != nil {
		return nil, err
	}
	raw, err := z.DecodeAll(rows[0], nil)
	return raw, coded(op, s.path, err)
}
