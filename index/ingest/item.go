package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// sourceID is the key of a ledger line.
func sourceID(custodian, container string) string {
	sum := sha256.Sum256([]byte(custodian + "\x00" + container))
	return hex.EncodeToString(sum[:16])
}

// item stores a message's attachments and makes its records.
func (j *Job) item(ctx context.Context, m *message.Message) (store.Item, error) {
	if err := j.attachments(ctx, m, 0); err != nil {
		return store.Item{}, err
	}
	r, err := j.record(m)
	if err != nil {
		return store.Item{}, err
	}
	raw, err := j.native(ctx, m, r)
	if err != nil {
		return store.Item{}, err
	}
	dup := thread.Fingerprint(m, record.BodyText(m)).Key()
	if m.Chat != nil {
		dup = thread.ChatKey(m)
	}
	family, err := j.texts.Family(ctx, m, func(ref message.BlobRef) (io.ReadCloser, error) { return j.shelf.Open(ctx, ref) })
	if err != nil {
		return store.Item{}, err
	}
	return store.Item{
		Record: r, Family: family, Dup: dup, Raw: raw, Key: threadKey(m, r),
		At: store.Occurrence{
			Source: j.src.ID, Custodian: j.opt.Custodian, Path: m.At.Path, Ordinal: m.At.Ordinal,
			Offset: m.At.Offset, Length: m.At.Length, SHA256: m.RawSum,
		},
	}, nil
}

// record makes the record of a mail or of a whole conversation.
func (j *Job) record(m *message.Message) (*record.Record, error) {
	if m.Chat != nil {
		return record.FromChat(m, j.opt.Shown)
	}
	return record.FromEmail(m)
}

// weight is about what a record takes in memory: its text and its words.
func weight(r *record.Record) int64 {
	n := int64(len(r.Text))
	for _, p := range r.Pages {
		n += int64(len(p.Words)) * 48
	}
	return n
}

// threadKey is what grouping needs of a mail; a chat is its own conversation.
func threadKey(m *message.Message, r *record.Record) []byte {
	if m.Kind == message.ChatPost {
		return nil
	}
	return thread.KeyOf(m, r).Pack()
}

// maxRow is the largest item whose own bytes are kept in the database; larger
// ones go on the shelf. Small ones there would cost a file and its sync each.
const maxRow = 256 << 10

// native keeps what a record was made from: the transport headers and the
// alternative bodies that its text does not show.
func (j *Job) native(ctx context.Context, m *message.Message, r *record.Record) ([]byte, error) {
	if m.Raw == nil {
		return nil, nil
	}
	f, err := m.Raw()
	if err != nil {
		m.Note("native-unread", "the item's own bytes could not be read again", true)
		return nil, nil
	}
	defer f.Close()
	if m.RawLen > maxRow {
		var err error
		r.Native, _, err = j.shelf.Put(ctx, f)
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxRow+1))
	if err != nil {
		return nil, fmt.Errorf("reading an item's bytes: %w", err)
	}
	return raw, nil
}

// attachments puts the bytes of every attachment on the shelf, those inside
// attached messages too. One that cannot be read is a problem of the message.
func (j *Job) attachments(ctx context.Context, m *message.Message, depth int) error {
	for i := range m.Attached {
		a := &m.Attached[i]
		j.src.AttachmentsDeclared++
		if a.Open != nil {
			if err := j.keepBytes(ctx, m, a); err != nil {
				return err
			}
		}
		if a.Nested != nil && depth < 64 {
			if err := j.attachments(ctx, a.Nested, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *Job) keepBytes(ctx context.Context, m *message.Message, a *message.Attachment) error {
	f, err := a.Open()
	if err != nil {
		m.Note("attachment-unread", "an attachment's bytes could not be decoded", true)
		return nil
	}
	defer f.Close()
	damaged := &watch{r: f}
	ref, n, err := j.shelf.Put(ctx, damaged)
	if err != nil {
		return err
	}
	a.Blob, a.Size = ref, n
	if damaged.err != nil {
		m.Note("attachment-cut", "an attachment's bytes end before they should; those that could be read are kept", true)
		return ctx.Err()
	}
	j.src.AttachmentsRead++
	return nil
}

// watch ends a damaged source early and remembers why: what could be read is
// worth keeping, and an error of the source is none of the shelf.
type watch struct {
	r   io.Reader
	err error
}

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF {
		w.err, err = err, io.EOF
	}
	return n, err
}
