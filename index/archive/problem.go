package archive

// Codes of message.Problem that reading mail can note. Detail adds a position
// or a label, never content.
const (
	ProblemCharset       = "charset-unknown"       // a charset nobody knows: text is a best guess
	ProblemCharsetFalse  = "charset-false"         // the bytes contradict the stated charset
	ProblemHeaderEnd     = "header-no-blank-line"  // the header runs into the body
	ProblemHeaderLong    = "header-too-long"       // only the first Limits.Header bytes were read
	ProblemHeaderLine    = "header-broken-line"    // a line of the header is none
	ProblemDuplicate     = "header-duplicate"      // a field that may occur once occurs again
	ProblemDate          = "date-unreadable"       // the Date field is no date
	ProblemDateMissing   = "date-missing"          // there is no Date field
	ProblemDateReceived  = "date-from-received"    // the date is the one of the first server that received it
	ProblemDateSeparator = "date-from-separator"   // the date is the one of the mbox separator line
	ProblemDateSuspect   = "date-suspect"          // Date and the servers' dates differ by more than a week
	ProblemAddress       = "address-unreadable"    // an address field holds text that is no address
	ProblemBoundary      = "boundary-missing"      // a multipart that names no boundary, or one that never occurs
	ProblemUnclosed      = "multipart-unclosed"    // a multipart without its closing delimiter: cut off, perhaps
	ProblemEncoding      = "encoding-damaged"      // base64 or quoted-printable with foreign characters in it
	ProblemEncodingName  = "encoding-unknown"      // a transfer encoding nobody knows
	ProblemDepth         = "nested-too-deep"       // nesting beyond Limits.Depth is kept as bytes
	ProblemParts         = "too-many-parts"        // parts beyond Limits.Parts are kept as one
	ProblemText          = "text-too-long"         // a text beyond Limits.Text is kept as an attachment
	ProblemEncrypted     = "encrypted"             // the content cannot be read without a key
	ProblemSigned        = "signed-not-verified"   // a signature is there; nobody checked it
	ProblemProtected     = "protected-headers"     // the true subject came from inside the signed part
	ProblemPartial       = "message-partial"       // one of several pieces of a message
	ProblemExternal      = "external-body"         // a part that only says where its content lay
	ProblemUnpack        = "attachment-unreadable" // a wrapper (such as TNEF) could not be opened; kept as it is
	ProblemTruncated     = "truncated"             // the source ends inside the item
)
