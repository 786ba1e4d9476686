package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"vaughn/index/message"
)

// heap is a shelf in memory.
type heap struct{ kept []string }

func (h *heap) Put(_ context.Context, r io.Reader) (message.BlobRef, int64, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, r)
	h.kept = append(h.kept, b.String())
	return "ref", n, err
}
func (h *heap) Open(context.Context, message.BlobRef) (io.ReadSeekCloser, error) {
	return nil, errors.New("unused")
}
func (h *heap) Flush(context.Context) error { return nil }

func TestBytesOfACutAttachmentAreKept(t *testing.T) {
	h := &heap{}
	j := New(nil, h, nil, Options{})
	cut := io.MultiReader(strings.NewReader("what was there"), iotest.ErrReader(errors.New("damaged")))
	m := &message.Message{Attached: []message.Attachment{
		{Open: func() (io.ReadCloser, error) { return io.NopCloser(cut), nil }},
		{Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }},
		{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("whole")), nil }},
	}}
	if err := j.attachments(context.Background(), m, 0); err != nil {
		t.Fatal(err)
	}
	if strings.Join(h.kept, "|") != "what was there|whole" || m.Attached[0].Blob == "" || m.Attached[0].Size != 14 || m.Attached[1].Blob != "" {
		t.Errorf("kept %q, attachments %+v", h.kept, m.Attached)
	}
	if len(m.Problems) != 2 || !m.Problems[0].Lost || !m.Problems[1].Lost || j.src.AttachmentsDeclared != 3 || j.src.AttachmentsRead != 1 {
		t.Errorf("problems %+v, ledger %+v", m.Problems, j.src)
	}
}
