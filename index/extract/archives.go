package extract

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"strings"

	"vaughn/index/fault"
)

// listed says what an archive holds. It is not opened: each file in it would
// need a record of its own, and nobody has read them.
func listed(s *sheet, what string, n int, names []string) error {
	const shown = 1000
	more := ""
	if len(names) > shown {
		names, more = names[:shown], fmt.Sprintf("\n… %d more", n-shown)
	}
	s.fail("unread", fmt.Sprintf("A %s of %d entries. It was not opened: nobody has read what they say.", what, n), false)
	if len(names) > 0 {
		s.hide("embedded-file", n, fmt.Sprintf("Names in the %s (%d)", what, n), strings.Join(names, "\n")+more)
	}
	return nil
}

// readArchive counts the entries of tar archives, packed with gzip or not;
// other archives are only named.
func readArchive(ctx context.Context, _ *Extractor, in *input, s *sheet) error {
	r := in.reader(ctx)
	switch {
	case isTar(in):
		return readTar(r, s, "tar archive")
	case in.has("\x1f\x8b"):
		z, err := gzip.NewReader(r)
		if err != nil {
			return damaged("opening a packed file", err)
		}
		return readTar(io.LimitReader(z, maxUnpacked), s, "packed tar archive")
	}
	return &fault.Error{Code: fault.Format, Op: "opening an archive", Err: fmt.Errorf("its kind is not opened")}
}

func readTar(r io.Reader, s *sheet, what string) error {
	t, n := tar.NewReader(r), 0
	var names []string
	for {
		h, err := t.Next()
		switch {
		case err == io.EOF && n > 0:
			return listed(s, what, n, names)
		case fault.CodeOf(err) == fault.Limit:
			return err
		case err != nil && n > 0:
			s.fail("unread", fmt.Sprintf("A %s of at least %d entries, damaged or too large. It was not opened: nobody has read what they say.", what, n), false)
			return nil
		case err != nil: // a single packed file
			return &fault.Error{Code: fault.Format, Op: "opening an archive", Err: fmt.Errorf("it is no tar archive")}
		}
		if n++; len(names) < maxEntries && n <= maxEntries {
			names = append(names, h.Name)
		}
	}
}
