package pst

import (
	"context"
	"fmt"
)

// Names of the folders under which items are listed whose own folder does not list them.
const (
	OrphanFolder  = "(orphaned)"
	ScannedFolder = "(recovered)"
)

// Visitor receives what Walk finds. Any function may be nil. An error stops the walk and is returned by it.
type Visitor struct {
	// Enter is called before a folder's items, with the expected numbers set.
	Enter func(*Folder) error
	// Item is called for each message; the item stays readable while the file is open.
	Item func(*Item) error
	// Leave is called after a folder's items and before its subfolders, with all numbers set.
	Leave func(*Folder) error
	// Skip says whether an item need not be read, because it was imported before. It counts as read. Skipping
	// everything is a cheap way to learn the folders and their numbers.
	Skip func(NID) bool
}

// maxFolders bounds how deep folders nest. Deeper ones are found again as orphans, with their full path.
const maxFolders = 100

// Walk visits the folders from the root, each with its items and associated items, then the items and folders that
// the node tree has and no folder lists, and, if damage was met, those that only the page scan finds. No node is
// handed out twice.
func (f *File) Walk(ctx context.Context, v Visitor) error {
	w := &walker{f: f, ctx: ctx, v: v, folders: make(bitmap), done: make(bitmap), tried: make(bitmap),
		paths: make(map[NID][]string), room: f.newRoom()}
	for _, step := range []func(){
		func() { w.folder(nidRoot, nil, Listed, 0) },
		w.orphanFolders,
		w.orphanItems,
		w.scannedFolders,
		w.scannedItems,
	} {
		if step(); w.err != nil {
			return w.err
		}
	}
	return nil
}

type walker struct {
	f       *File
	ctx     context.Context
	v       Visitor
	err     error  // what stopped the walk
	folders bitmap // visited
	done    bitmap // items handed out or skipped
	tried   bitmap // items whose failure was reported
	paths   map[NID][]string
	room    *room
}

// itemBit gives messages and associated messages, which are numbered apart, a bit each.
func itemBit(n NID) uint64 {
	bit := uint64(n>>5) << 1
	if n.kind() == typeAssociated {
		bit++
	}
	return bit
}

func (w *walker) stopped() bool {
	if w.err == nil {
		w.err = w.ctx.Err()
	}
	return w.err != nil
}

func (w *walker) call(fn func(*Folder) error, d *Folder) {
	if fn != nil && w.err == nil {
		w.err = fn(d)
	}
}

// folder visits one folder and then those below it.
func (w *walker) folder(nid NID, above []string, origin Origin, depth int) {
	if w.stopped() || depth > maxFolders {
		return
	}
	w.folders.add(uint64(nid >> 5))
	d := w.f.readFolder(nid, above, origin)
	d.count()
	w.call(w.v.Enter, d)
	if !d.Search {
		for _, kind := range []int{typeContents, typeAssocTable} {
			w.f.eachListed(d, kind, func(id NID) bool {
				w.listed(d, id)
				return !w.stopped()
			})
		}
	}
	w.call(w.v.Leave, d)
	if d.Search || w.err != nil {
		return
	}
	w.f.eachListed(d, typeHierarchy, func(id NID) bool {
		if k := id.kind(); k != typeFolder && k != typeSearch {
			d.tr.warn(-1, fmt.Sprintf("subfolder list names node %v, which is no folder", id))
			return true
		}
		if w.folders.has(uint64(id >> 5)) {
			d.tr.warn(-1, "subfolder list names folders that were visited before; they are not entered again")
			return true
		}
		w.folder(id, d.Path, origin, depth+1)
		return !w.stopped()
	})
}

// listed reads an item that a folder lists.
func (w *walker) listed(d *Folder, id NID) {
	d.Listed++
	if k := id.kind(); k != typeMessage && k != typeAssociated {
		d.Lost++
		d.tr.warn(-1, fmt.Sprintf("contents list names node %v, which is no message", id))
		return
	}
	if w.done.has(itemBit(id)) {
		d.Repeated++
		d.tr.warn(-1, "contents list names messages that were listed before; they are not read again")
		return
	}
	if w.tried.has(itemBit(id)) {
		d.Lost++
		return
	}
	tr := w.f.trace(id)
	n, err := w.f.node(id, tr)
	if err == nil {
		err = w.item(n, tr, d.Path, d.Origin)
	}
	if err != nil {
		tr.lost("reading message", err)
		w.tried.add(itemBit(id))
		d.Lost++
		return
	}
	d.Read++
	if id.kind() == typeAssociated {
		d.ReadAssociated++
	}
}

// item reads a message and hands it out. The error says that there was nothing to hand out.
func (w *walker) item(n node, tr *trace, path []string, origin Origin) error {
	if w.v.Skip != nil && w.v.Skip(tr.nid) {
		w.done.add(itemBit(tr.nid))
		return nil
	}
	it, err := w.f.readItem(n, tr, nil, w.room)
	if err != nil {
		return err
	}
	w.done.add(itemBit(tr.nid))
	if tr.held {
		tr.release()
	}
	it.Path, it.Origin, it.Associated = path, origin, tr.nid.kind() == typeAssociated
	if w.v.Item != nil && w.err == nil {
		w.err = w.v.Item(it)
	}
	return nil
}
