package record

// Num is a record's number inside one case: dense, ascending, given when the
// record is stored and never given again. Sets of records are sets of numbers;
// the search index and the case database speak of the same ones.
type Num uint32
