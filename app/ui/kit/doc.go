// Package kit holds the widgets, the theme and the input handling of the window: everything a screen is made of
// that knows nothing of a case, a record or an exemption. The screens in the package above bind these parts to
// view-models; nothing here imports a view-model, and nothing here decides anything about a document.
//
// # Why own widgets
//
// Two of the toolkit's stock widgets fail at the sizes a review works with, and so the kit has its own.
//
// List shows a million rows. The stock list keeps absolute pixel positions in a float32, which runs out of whole
// pixels at about 430,000 rows: rows overlap and the last one cannot be reached. List keeps a row number and a
// remainder below one row height instead, draws only the rows in view, and takes them from a Source that may answer
// "not yet". Pager is such a source over slow storage: it loads blocks of rows in the background, newest wish first.
// Selection is a set of ranges, so that "all but three" of a million rows is four numbers.
//
// PageView shows pages of a Doc as pictures that the caller draws off the window's thread, in bands, because text
// drawn by the toolkit has other widths than the produced PDF. It knows pages, points, offsets and rectangles; what
// an offset means is the TextLayer's business. The pictures are kept in a cache bounded by bytes.
//
// # Threads
//
// Every widget belongs to the window's thread. Work is done on other goroutines, which hand their result over
// through a Post. Window (the function) is the Post of the real program and, with Probe, the only user of the
// toolkit's dispatcher; tests pass a Queue and pump it. Bind joins a view-model's Watch to a draw function the same
// way and drops snapshots that were overtaken before they could be drawn.
//
// # Keys
//
// A Keymap is one table of commands. It feeds the menus, the sheet behind "?" and the keyboard. A command never runs
// while a dialog is open, and a key without Ctrl or Alt never runs while text is being typed. Own widgets that can
// hold the focus pass on what they do not use, so that a single key works wherever the focus is.
//
// # Looks
//
// Colours and sizes come from Theme only. All text sizes are whole numbers, because the toolkit lays text out with
// the size rounded up. The kit names its own colours (for example ColorProposed) beside those of the toolkit.
//
// # Limits
//
// There is no support for screen readers (the toolkit has none in this version), no right-to-left layout, and no
// column of variable row height. A file dropped on the window reaches the program through the window, not the kit.
package kit
