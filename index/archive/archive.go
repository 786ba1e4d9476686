// Package archive recognises what an agency handed over and streams the items
// inside: single mails, folders of them, mbox and Maildir, and whatever other
// containers Formats lists. A Format is one file of this package.
//
// It promises to count: each thing a container holds becomes one Item, either
// a Message or an Err with its position; nothing is dropped in silence, and a
// broken item never costs its neighbours. It reads only: sources are opened
// read-only and nothing is written beside them. It refuses to interpret: what
// is a duplicate, a thread or a record is decided elsewhere.
//
// Memory is bounded by Limits.Memory times a small constant, however large the
// container or one item in it: larger items are spooled to an unnamed scratch
// file. Errors name the container and a position, never content.
package archive

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vaughn/index/archive/sqlite"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// How a format was shown to work, for Info.Proven.
const (
	RealData  = "real data"
	SpecsOnly = "specification only"
)

// Info describes a format to a person.
type Info struct {
	Name       string   // short, lower case: what the ledger and `formats` print
	Title      string   // what people call it
	Extensions []string // usual file name endings with their dot; a hint only
	Keeps      string   // what of the source survives the import
	Loses      string   // what does not; "" when nothing is known to be lost
	Proven     string   // RealData or SpecsOnly
	Many       bool     // a container of items, hence a source of its own in a folder
}

// Format reads one kind of archive.
type Format interface {
	// Info describes the format.
	Info() Info
	// Sniff tells from the first bytes of the (decompressed) file whether this
	// is the format. For a folder, head is its listing, one name a line,
	// folders with a closing '/', and name ends in '/'. Content decides; name
	// is a second witness where content leaves a doubt.
	Sniff(head []byte, name string) bool
	// Read hands every item to emit, one at a time and in order, and blocks
	// while emit runs. An error of emit ends the reading and is returned as it
	// is. Damage is an Item with Err, not an error: Read fails only when
	// nothing at all can be read. The last Item carries a Summary.
	Read(ctx context.Context, src Source, emit func(Item) error) error
}

// Item is one thing found: exactly one of Message, Err and Summary is set.
type Item struct {
	Message *message.Message
	At      message.Locator
	Err     error    // why the item at At could not be read; never holds content
	Summary *Summary // the end of the source
}

// Summary is what a source says of itself and what became of it. Items are
// counted once: Expected = Read + Failed + Skipped when all went well.
type Summary struct {
	Expected  int64  // items by the container's own structure; -1 when it has no count
	Read      int64  // items given out as messages, recovered ones included
	Recovered int64  // items of Read that only a repair reached
	Failed    int64  // items given out as Err
	Skipped   int64  // items Options.Skip asked to leave out
	Dialect   string // the variant met, e.g. "mboxrd"
}

// Limits bound what one item may cost. A field left zero takes its default.
type Limits struct {
	Header int64 // bytes of one header block that are read
	Memory int64 // bytes of an item held in memory; a larger one is spooled
	Item   int64 // bytes of an item at all; a larger one is reported, not read
	Text   int64 // bytes of a text part that become a body; a longer one is kept as an attachment
	Depth  int   // levels of nesting, parts and messages together
	Parts  int   // parts of one item

	Containers int   // levels of containers inside one another; a deeper one is kept as a document
	Entries    int   // files and folders of one container
	Ratio      int64 // unpacked bytes for each packed one; beyond it, and 64 MiB, a stream is a bomb
}

// defaults are the limits used for every field left zero.
var defaults = Limits{Header: 1 << 20, Memory: 16 << 20, Item: 4 << 30, Text: 8 << 20, Depth: 64, Parts: 10000, Containers: 5, Entries: 1000000, Ratio: 250}

func (l Limits) orDefaults() Limits {
	pick := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	pick(&l.Header, defaults.Header)
	pick(&l.Memory, defaults.Memory)
	pick(&l.Item, defaults.Item)
	pick(&l.Text, defaults.Text)
	if l.Depth <= 0 {
		l.Depth = defaults.Depth
	}
	if l.Parts <= 0 {
		l.Parts = defaults.Parts
	}
	if l.Containers <= 0 {
		l.Containers = defaults.Containers
	}
	if l.Entries <= 0 {
		l.Entries = defaults.Entries
	}
	pick(&l.Ratio, defaults.Ratio)
	return l
}

// Options steer a Read.
type Options struct {
	Limits Limits
	// Skip, when set, is asked before an item is parsed; true leaves it out at
	// the price of finding its end. It must be safe for one goroutine that is
	// not the caller's.
	Skip func(path string, ordinal int64) bool
	// Workers is the number of parsers; 0 means one a processor.
	Workers int
	// Passwords are tried on encrypted containers.
	Passwords []string
	// Zone is assumed for dates that state no zone; nil means UTC.
	Zone *time.Location
}

// Formats lists every format in the order Detect asks them: those with an
// unmistakable signature first, those that go by likeness last.
func Formats() []Format {
	return []Format{
		RSMF{}, Wickr{},
		WhatsAppDB{}, IMessage{},
		Slack{}, TeleMessage{}, SignalExport{}, GoogleChat{}, SMS{}, Teams{}, TeamsHTML{}, Signal{}, WhatsApp{},
		PST{}, MSG{}, Zip{}, SevenZip{}, Tar{}, LoadFile{}, EMLX{}, MHTML{}, Mbox{}, EML{}, Maildir{}, Folder{},
	}
}

// Detect finds the format of a source by its content. Its error has the code
// Format when nobody knows the source, and names the file.
func Detect(src Source) (Format, error) {
	head, name, err := src.head(src.Main)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, "/") && src.isWickrDir(src.Main) {
		return Wickr{}, nil
	}
	if sqlite.Is(head) {
		if f := src.databaseFormat(src.Main); f != nil {
			return f, nil
		}
	}
	if f := detect(head, name); f != nil {
		return f, nil
	}
	return nil, &fault.Error{
		Code: fault.Format, Op: "recognising", Subject: src.Name,
		Err:  fmt.Errorf("no format matches its content"),
		Hint: "Run `vaughn formats` for what can be read, or convert the file to one of these first.",
	}
}

func detect(head []byte, name string) Format {
	for _, f := range Formats() {
		if f.Sniff(head, name) {
			return f
		}
	}
	return nil
}

// hasExt tells whether a file name ends in one of the extensions, case ignored.
func hasExt(name string, exts ...string) bool {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".bz2", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	for _, e := range exts {
		if strings.HasSuffix(name, e) {
			return true
		}
	}
	return false
}
