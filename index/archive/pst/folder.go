package pst

import (
	"fmt"
	"strings"
)

// Folder is a folder and what became of its items. Numbers of items are -1 where the file does not say.
type Folder struct {
	NID    NID
	Path   []string // names from the top, this folder's own last; empty for the root
	Props  *Props   // nil if they are lost
	Search bool     // a search folder: its items belong to other folders and are not visited
	Origin Origin

	Expected           int // PidTagContentCount: ordinary items the folder says it has
	ExpectedAssociated int // PidTagAssociatedContentCount, in the folder or absent
	Listed             int // rows in the contents and associated contents tables
	Read               int // items handed to the visitor, associated ones included, up to now
	ReadAssociated     int // of these, associated ones
	Lost               int // listed items that could not be read
	Repeated           int // listed items that were read before; Listed = Read + Lost + Repeated

	tr *trace
}

// Class is the folder's default item class (PidTagContainerClass), such as "IPF.Note".
func (d *Folder) Class() string {
	if d.Props == nil {
		return ""
	}
	s, _ := d.Props.String(PropContainerClass)
	return s
}

// Problems lists what was wrong with the folder itself.
func (d *Folder) Problems() []Problem { return d.tr.problems }

// Recovered says whether the folder was found otherwise than through whole trees and its parent's list.
func (d *Folder) Recovered() bool { return d.Origin != Listed || d.tr.scanned }

// readFolder reads a folder's properties. A folder without them is still walked.
func (f *File) readFolder(nid NID, above []string, origin Origin) *Folder {
	d := &Folder{NID: nid, Search: nid.kind() == typeSearch, Origin: origin, Expected: -1, ExpectedAssociated: -1,
		tr: f.trace(nid)}
	n, err := f.node(nid, d.tr)
	if err == nil {
		d.Props, err = f.openProps(n, d.tr)
	}
	if err != nil {
		d.tr.lost("reading folder", err)
	}
	if nid == nidRoot {
		return d
	}
	d.Path = append(append([]string(nil), above...), d.name())
	return d
}

// maxName bounds folder names, which are kept for all items below; MAPI allows 255 characters.
const maxName = 1024

func (d *Folder) name() string {
	if d.Props != nil {
		if s, ok := d.Props.String(PropDisplayName); ok && s != "" {
			if len(s) > maxName {
				s = strings.ToValidUTF8(s[:maxName], "")
				d.tr.warn(-1, "name of the folder is cut")
			}
			return s
		}
	}
	return fmt.Sprintf("(folder %v)", d.NID)
}

// count takes the expected numbers from the properties.
func (d *Folder) count() {
	if d.Props == nil {
		return
	}
	if n, ok := d.Props.Int(PropContentCount); ok {
		d.Expected = int(n)
	}
	if n, ok := d.Props.Int(PropAssociatedCount); ok {
		d.ExpectedAssociated = int(n)
	}
}

// related gives the node of one of a folder's tables.
func (n NID) related(kind int) NID { return n&^31 | NID(kind) }

// expects says how many rows one of the folder's tables should have, as far as the properties tell: -1 if they do not.
func (d *Folder) expects(kind int) int {
	switch kind {
	case typeContents:
		return d.Expected
	case typeAssocTable:
		return d.ExpectedAssociated
	}
	if d.Props != nil {
		if some, ok := d.Props.Bool(PropSubfolders); ok && some {
			return 1
		}
	}
	return -1
}

// eachListed visits the ids in one of a folder's tables. A table that is missing is a loss only if it should have
// rows: some writers leave empty ones out.
func (f *File) eachListed(d *Folder, kind int, visit func(NID) bool) {
	n, err := f.node(d.NID.related(kind), d.tr)
	if err != nil {
		doing := fmt.Sprintf("reading table 0x%02X of the folder", kind)
		if d.expects(kind) > 0 || d.Props == nil {
			d.tr.lost(doing, err)
		} else if f.scanned() != nil {
			d.tr.warn(-1, doing+": "+err.Error())
		}
		return
	}
	t, err := f.openTable(n, d.tr)
	if err == nil {
		err = t.eachID(func(id NID, _ int) bool { return visit(id) })
	}
	if err != nil {
		d.tr.lost(fmt.Sprintf("reading table 0x%02X of the folder", kind), err)
	}
}

// readStore reads the message store: whether blocks are encoded as the header says, and the password mark.
func (f *File) readStore() {
	f.checkEncoding()
	tr := f.trace(nidStore)
	n, err := f.node(nidStore, tr)
	if err != nil {
		tr.lost("reading message store", err)
		return
	}
	p, err := f.openProps(n, tr)
	if err != nil {
		tr.lost("reading message store", err)
		return
	}
	if crc, ok := p.Int(PropPassword); ok && crc != 0 {
		f.info.Password = true
	}
	if f.opt.CodePage == 0 {
		f.opt.CodePage = p.codePage // names of folders have none of their own
	}
}

// checkEncoding tries the other encodings if none of the fixed nodes shows a heap.
//
// QUIRK: ExMerge writes files whose header says "none" and whose blocks are permuted.
func (f *File) checkEncoding() {
	said := f.info.Crypt
	for _, c := range []Crypt{said, CryptPermute, CryptNone, CryptCyclic} {
		f.info.Crypt = c
		if f.showsHeap() {
			if c != said {
				f.report(Problem{Offset: int64(f.lay.cryptAt),
					Detail: "blocks are encoded as " + c.String() + ", not as the header says (" + said.String() + ")"})
			}
			return
		}
	}
	f.info.Crypt = said
}

// showsHeap looks for the heap signature past the cache, which may hold blocks decoded otherwise.
func (f *File) showsHeap() bool {
	for _, nid := range []NID{nidStore, nidRoot, nidNames} {
		tr := f.trace(nid)
		tr.held = true
		n, err := f.node(nid, tr)
		if err != nil || internal(n.data) {
			continue
		}
		b, err := f.fetchBlock(n.data, tr, nil)
		if err == nil && len(b.data) > 3 && b.data[2] == heapSig && b.data[3] == pcSig {
			return true
		}
	}
	return false
}
