package archive

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strings"

	"vaughn/index/message"
)

// EML reads a file that is one mail. QUIRK: such files often keep the
// separator line of the mbox they came from; it is no part of the mail.
type EML struct{}

// Info describes the format.
func (EML) Info() Info {
	return Info{
		Name: "eml", Title: "single e-mail (RFC 5322)", Extensions: []string{".eml", ".mail", ".raw"},
		Keeps:  "the message byte for byte",
		Proven: RealData,
	}
}

// mailFields are fields hardly any other text has; one of the first group is
// enough, of the others it takes two.
const (
	surelyMail = " received return-path message-id mime-version delivered-to x-mailer dkim-signature in-reply-to content-transfer-encoding envelope-to resent-from x-originating-ip "
	maybeMail  = " from to cc subject date sender reply-to content-type content-disposition references x-uidl list-id importance bcc user-agent "
)

// Sniff weighs the fields of the first header block.
func (EML) Sniff(head []byte, name string) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	score := 0
	h := parseHeader(lineFeeds(head), true)
	for _, f := range h.fields {
		key := " " + strings.ToLower(f.name) + " "
		switch {
		case strings.Contains(surelyMail, key):
			score += 2
		case strings.Contains(maybeMail, key):
			score++
		}
	}
	if hasExt(name, ".eml", ".mail", ".raw") && len(h.fields) > 0 {
		score += 2
	}
	return score >= 2
}

// Read emits the one mail.
func (f EML) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readSingle(ctx, src, f, emit)
}

func (EML) load(src Source, name string, lim Limits) *job {
	var line string
	j, _ := src.load(name, lim, func(head []byte) (int, int64) {
		if !bytes.HasPrefix(head, fromMark) {
			return 0, -1
		}
		end := lineEnd(head, 0)
		line = string(trimEOL(head[:end]))
		return end, -1
	})
	if line != "" {
		j.then(func(m *message.Message) { fromLine(m, line, false) })
	}
	return j
}

// single is a format of which a file holds one item.
type single interface {
	Format
	load(src Source, name string, lim Limits) *job
}

// readSingle reads a source that is one such file.
func readSingle(ctx context.Context, src Source, f single, emit func(Item) error) error {
	p := newPipe(src.Options)
	p.sum.Expected = 1
	return p.run(ctx, func(_ context.Context, put func(*job) error) error {
		if src.Skip != nil && src.Skip("", 0) {
			p.sum.Skipped++
			return nil
		}
		return put(f.load(src, src.Main, p.limits))
	}, emit)
}

// load reads a file, into memory or a spool. cut looks at its head and says
// where in it the item begins and how many bytes it has, -1 for all; what
// follows those is given back as the tail.
func (s Source) load(name string, lim Limits, cut func(head []byte) (skip int, size int64)) (j *job, tail []byte) {
	lim = lim.orDefaults()
	j = &job{at: message.Locator{Source: s.ID, Path: rel(s.Main, name), Length: -1}}
	if name == s.Main {
		j.at.Path = ""
	}
	f, err := s.Open(name)
	if err != nil {
		j.err = err
		return j, nil
	}
	defer f.Close()
	br := bufio.NewReaderSize(f, headSize)
	head, _ := br.Peek(headSize)
	skip, size := cut(head)
	if size < 0 || size > lim.Item {
		size = lim.Item + 1
	}
	_, _ = br.Discard(skip)
	j.at.Offset = int64(skip)
	body := io.LimitReader(br, size)
	j.raw, err = io.ReadAll(io.LimitReader(body, lim.Memory+1))
	j.at.Length = int64(len(j.raw))
	if err == nil && j.at.Length > lim.Memory {
		if j.spool, err = newSpool(); err == nil {
			_, err = io.Copy(j.spool, io.MultiReader(bytes.NewReader(j.raw), body))
			j.at.Length = j.spool.size
		}
		j.raw = nil
	}
	switch {
	case j.at.Length > lim.Item:
		j.drop(tooLarge(s.label(name), int64(skip), lim))
	case err != nil && j.at.Length == 0:
		j.drop(opening(s.label(name), err))
	case err != nil:
		j.then(func(m *message.Message) { m.Note(ProblemTruncated, "", true) })
	default:
		tail, _ = io.ReadAll(io.LimitReader(br, 1<<20))
	}
	return j, tail
}

// whole is the cut of a file that is nothing but the item.
func whole([]byte) (int, int64) { return 0, -1 }
