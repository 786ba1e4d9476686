package pst

import (
	"cmp"
	"slices"
)

// maxPaths bounds the folder names kept while orphans are placed.
const maxPaths = 4096

// placed gives the path of a lost item's folder under a heading, as far as the folders above it can be read.
func (w *walker) placed(heading string, parent NID) []string {
	path := []string{heading}
	return append(path, w.path(parent, 0)...)
}

// path climbs by the node tree's own parent numbers, which do not need any folder's lists.
func (w *walker) path(nid NID, depth int) []string {
	if nid == 0 || nid == nidRoot || depth > maxFolders || nid.kind() != typeFolder {
		return nil
	}
	if p, ok := w.paths[nid]; ok {
		return p
	}
	tr := w.f.trace(nid)
	tr.held = true // a folder's own faults are reported where the folder is visited
	n, err := w.f.node(nid, tr)
	if err != nil {
		return nil
	}
	d := &Folder{NID: nid, tr: tr}
	d.Props, _ = w.f.openProps(n, tr)
	var above []string
	if n.parent != nid {
		above = w.path(n.parent, depth+1)
	}
	p := append(append([]string(nil), above...), d.name())
	if len(w.paths) >= maxPaths {
		clear(w.paths)
	}
	w.paths[nid] = p
	return p
}

// orphanFolders visits the folders of the node tree that no folder lists.
func (w *walker) orphanFolders() {
	w.eachNode(func(n node) {
		if n.nid.kind() == typeFolder && !w.folders.has(uint64(n.nid>>5)) {
			w.folder(n.nid, w.placed(OrphanFolder, n.parent), Orphaned, 0)
		}
	})
}

// orphanItems hands out the messages of the node tree that no folder lists.
func (w *walker) orphanItems() {
	w.eachNode(func(n node) {
		bit := itemBit(n.nid)
		if k := n.nid.kind(); k != typeMessage && k != typeAssociated || w.done.has(bit) || w.tried.has(bit) {
			return
		}
		tr := w.f.trace(n.nid)
		if err := w.item(n, tr, w.placed(OrphanFolder, n.parent), Orphaned); err != nil {
			tr.lost("reading message that no folder lists", err)
			w.tried.add(bit)
		}
	})
}

func (w *walker) eachNode(visit func(node)) {
	tr := w.f.trace(0)
	err := w.f.eachEntry(treeNBT, tr, func(e []byte) bool {
		visit(w.f.lay.node(e))
		return !w.stopped()
	})
	if err != nil {
		tr.lost("reading the node tree", err)
	}
}

// scannedFolders visits the folders that only scanned leaf pages name.
func (w *walker) scannedFolders() {
	w.eachScanned(func(n node, _ int64) {
		if n.nid.kind() == typeFolder && !w.folders.has(uint64(n.nid>>5)) {
			w.folder(n.nid, w.placed(ScannedFolder, n.parent), Scanned, 0)
		}
	})
}

// scannedItems hands out the messages that only scanned leaf pages name, in their newest readable version. What
// failed in every version is reported once at the end: the page may be a leftover of an older tree, or the only
// trace of a lost message.
func (w *walker) scannedItems() {
	pending := func(n node) bool {
		k := n.nid.kind()
		return (k == typeMessage || k == typeAssociated) && !w.done.has(itemBit(n.nid))
	}
	w.eachScanned(func(n node, _ int64) {
		if !pending(n) {
			return
		}
		tr := w.f.trace(n.nid)
		tr.held, tr.scanned = true, true
		_ = w.item(n, tr, w.placed(ScannedFolder, n.parent), Scanned) // failures: second pass
	})
	w.eachScanned(func(n node, off int64) {
		if pending(n) && w.tried.add(itemBit(n.nid)) {
			w.f.trace(n.nid).note(Problem{Offset: off, Lost: true,
				Detail: "message named by a leaf page, perhaps of an older tree, cannot be read"})
		}
	})
}

// eachScanned visits the entries of all node leaf pages of the scan, newest page first.
func (w *walker) eachScanned(visit func(n node, off int64)) {
	ix := w.f.scanned()
	if ix == nil || w.stopped() {
		return
	}
	leaves := slices.Clone(ix.leaves[treeNBT])
	slices.SortFunc(leaves, func(a, b leafPage) int { return cmp.Compare(b.bid, a.bid) })
	for _, leaf := range leaves {
		p, err := w.f.leaf(treeNBT, leaf)
		if err != nil {
			continue
		}
		for i := range p.count {
			if w.stopped() {
				return
			}
			visit(w.f.lay.node(p.entry(i)), leaf.off)
		}
	}
}
