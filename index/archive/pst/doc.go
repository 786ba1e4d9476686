// Package pst reads Outlook data files (PST, OST, PAB) out of an io.ReaderAt: folders, messages of every class,
// recipients, attachments, embedded messages and named properties.
//
// The layers follow MS-PST from the bottom up, one file each:
//
//	layout, header, crypt   sizes and offsets of the three layouts; the header; block encodings
//	page, btree, block      node and block B-trees (NDB layer), blocks found by BID
//	datatree, subnode       XBLOCK chains as streams; SLBLOCK/SIBLOCK trees
//	heap, props, table      heap-on-node, BTH, property context, table context (LTP layer)
//	folder, item, attachment, walk   the messaging layer
//	scan, orphan            what is found when the trees are broken or a folder lost its list
//
// Layouts: ANSI (version 14, 15), Unicode (21, 23 and other values up to 35), Unicode with 4096-byte pages
// (36 and above). Encodings: none, permute, cyclic; deflate (with or without zlib framing) in 4K files. Real files have
// shown ANSI and Unicode with permute to be right, mail by mail beside readpst; the other combinations follow the
// specification, or what others found out about 4K files, and are tested on files that psttest builds. Of a PAB the
// node database is read like any other, but address books keep their entries elsewhere than in folders and none are
// listed.
//
// Memory does not grow with the file: pages and blocks go through two caches bounded by Options.CacheBytes,
// sets of seen nodes are bitmaps over the dense node numbers, values are read when asked for, and attachments are
// streams. The only structure that grows is the page list of a damaged file (32 bytes per leaf page, capped).
//
// Hostile files: tree levels must fall at every step, so that no cycle can be followed; walks stop when they have
// visited more pages or bytes than the file holds; embedded messages are limited in depth and number, attachments and
// recipients to what the file has room for. What cannot be read is a Problem with node number and file offset, never
// with content, and its neighbours are still read.
//
// It refuses to write, to guess at deleted items (free space and allocation maps are not examined), to decrypt
// files protected by Windows Information Protection, and to interpret what properties mean beyond what is needed
// to find them. A store password is only a checksum in the file: it is reported and otherwise ignored.
package pst
