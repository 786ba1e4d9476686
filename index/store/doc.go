// Package store is the case database: all SQL of the program. It keeps the
// sources with their ledger, the records with every place they were found, the
// journal, and the facts that follow from it. It knows nothing of redaction or
// review: facts are named values.
//
// One program holds a case at a time (the file "lock" beside the database says
// who); within it any number of goroutines read while one writes. Every method
// that returns without error after writing has reached the disk: SQLite runs in
// WAL mode with synchronous=FULL, and one call is one transaction. What a call
// did not acknowledge is either there whole or not at all after a crash.
//
// What describes the case itself (its id, name, zone and request) is not kept
// in a table of its own but as facts in the journal, set by its first entry:
// a request's cut-off or scope gets corrected, and who did that and when must
// show. Meta reads them, Amend changes them.
//
// Record numbers are dense, start at 1, follow the order of storing and are
// never given again; a family is one run of numbers, its parent first.
//
// It refuses: a case of a newer version, a case another program holds, a case
// on a network share (WAL needs shared memory between its users, which no
// network file system gives), and any change to a journal entry once written.
// It opens nothing but local files.
package store
