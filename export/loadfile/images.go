package loadfile

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"
)

// Image is one line of an image load file: one page, or a whole file of pages.
type Image struct {
	Key    string // the page's number
	Volume string
	Path   string // with backslashes, from the folder that holds the volumes
	First  bool   // the first page of a document
	Child  bool   // with First: the document is an attachment
	Pages  int    // with First: pages of the document
	Offset int    // the page in a file of several, from 1; 0 for files of one page
}

// Images writes an image load file line by line.
type Images struct {
	w     *bufio.Writer
	print func(Image) string
}

// Image adds one line. A comma or a semicolon cannot be written in either
// format and is an error.
func (t *Images) Image(i Image) error {
	for _, s := range []string{i.Key, i.Volume, i.Path} {
		if strings.ContainsAny(s, ",;@\r\n") {
			return fmt.Errorf("writing a load file of images: a delimiter stands in a value")
		}
	}
	_, err := t.w.WriteString(t.print(i))
	return err
}

// Close finishes the file.
func (t *Images) Close() error { return t.w.Flush() }

// OPT writes an Opticon file: key, volume, path, document break, two empty
// breaks, page count; no header, no quoting, no byte order mark.
func OPT(w io.Writer) *Images { return &Images{bufio.NewWriter(w), optLine} }

func optLine(i Image) string {
	first, pages := "", ""
	if i.First {
		first, pages = "Y", strconv.Itoa(i.Pages)
	}
	return i.Key + "," + i.Volume + "," + i.Path + "," + first + ",,," + pages + "\r\n"
}

// LFP writes an IPRO file: a line IM for each page.
func LFP(w io.Writer) *Images { return &Images{bufio.NewWriter(w), lfpLine} }

// fileTypes are the types of LFP by the ending of the file: TIFF, colour JPEG,
// PDF in black and white.
var fileTypes = map[string]string{".tif": "2", ".jpg": "4", ".pdf": "5"}

func lfpLine(i Image) string {
	at := strings.LastIndexByte(i.Path, '\\')
	dir, file := i.Path[:max(at, 0)], i.Path[at+1:]
	boundary := ""
	switch {
	case i.First && i.Child:
		boundary = "C"
	case i.First:
		boundary = "D"
	}
	return fmt.Sprintf("IM,%s,%s,%d,@%s;%s;%s;%s\r\n", i.Key, boundary, i.Offset, i.Volume, dir, file, fileTypes[path.Ext(file)])
}

// OPTLines reads an Opticon file strictly, line by line: seven cells a line, the
// break of the first line, counts that are those of the lines. An Image has no
// Child and no Offset, which the format cannot say. An error ends it.
func OPTLines(r io.Reader) iter.Seq2[Image, error] {
	return imageLines(r, func(line string) (Image, error) {
		c := strings.Split(line, ",")
		if len(c) != 7 {
			return Image{}, fmt.Errorf("%d cells, want 7", len(c))
		}
		i := Image{Key: c[0], Volume: c[1], Path: c[2], First: c[3] == "Y"}
		if i.First {
			i.Pages, _ = strconv.Atoi(c[6])
		}
		return i, same(optLine(i), line)
	})
}

// LFPLines reads an IPRO file strictly, line by line: lines IM only, of the three
// types that LFP writes. Pages are not counted in this format. An error ends it.
func LFPLines(r io.Reader) iter.Seq2[Image, error] {
	return imageLines(r, func(line string) (Image, error) {
		c := strings.Split(line, ",")
		if len(c) != 5 || c[0] != "IM" {
			return Image{}, fmt.Errorf("it is no IM with 5 cells")
		}
		p := strings.Split(strings.TrimPrefix(c[4], "@"), ";")
		if len(p) != 4 {
			return Image{}, fmt.Errorf("%d parts of a place, want 4", len(p))
		}
		i := Image{Key: c[1], Volume: p[0], Path: strings.TrimPrefix(p[1]+`\`+p[2], `\`), First: c[2] != "", Child: c[2] == "C"}
		i.Offset, _ = strconv.Atoi(c[3])
		return i, same(lfpLine(i), line)
	})
}

// same refuses a line that the writer would have written otherwise.
func same(want, line string) error {
	if want != line+"\r\n" {
		return fmt.Errorf("it is not written as this program writes it")
	}
	return nil
}

func imageLines(r io.Reader, one func(string) (Image, error)) iter.Seq2[Image, error] {
	return func(yield func(Image, error) bool) {
		in := bufio.NewReader(r)
		for n := 1; ; n++ {
			line, err := in.ReadString('\n')
			if err == io.EOF && line == "" {
				return
			}
			body, ok := strings.CutSuffix(line, "\r\n")
			if err != nil || !ok || len(line) > maxImageLine {
				yield(Image{}, fmt.Errorf("reading a load file of images: line %d has no right end", n))
				return
			}
			i, err := one(body)
			if err == nil && n == 1 && !i.First {
				err = fmt.Errorf("it begins no document")
			}
			if err != nil {
				yield(Image{}, fmt.Errorf("reading a load file of images: line %d: %w", n, err))
				return
			}
			if !yield(i, nil) {
				return
			}
		}
	}
}

// maxImageLine is more than any key, volume and path of a file system.
const maxImageLine = 4096
