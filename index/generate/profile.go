package generate

// Profile is what kind of mail is made. The parameters were set so that the
// Figures of what comes out lie within a fifth of those of the collection it is
// named after; the test with the shared data repeats that.
type Profile struct {
	Name string
	Like Figures // measured on the collection, for showing beside what is made

	headers  int     // bytes of transport headers besides the common ones
	middle   float64 // median of own words
	spread   float64 // standard deviation of their logarithm
	answer   float64 // share that answers
	quote    float64 // share of the answers that quote
	deeper   float64 // chance that a quotation goes one level further back
	keep     float64 // share of the lines of the answered message that are quoted
	whole    float64 // share of the quoting answers that keep everything, words on top
	attach   float64 // share with an attachment
	html     float64 // share with an HTML body beside the text
	flat     float64 // rank from which words get rare
	tail     float64 // how fast: chance of a rank beyond r is (1+r/flat)^-tail
	fresh    float64 // share of words that occur once: numbers, names, identifiers
	similar  float64 // share of new conversations that repeat an earlier text with a few words changed
	copies   float64 // share of the items that are a copy in another mailbox
	oneBytes float64 // share of the copies whose bytes are the same
}

// Profiles lists the kinds of mail that can be made; the first is the default.
func Profiles() []Profile {
	return []Profile{plain(), rich()}
}

// plain is mail of a technical list: text only, answers between quoted lines.
func plain() Profile {
	return Profile{
		Name: "linux-usb",
		Like: Figures{
			Messages: 50248, Bytes: 5765, Words: 327.3, Middle: 248, Long: 684, Own: 0.595, Quoting: 0.562, Depth: 2.01,
			Attached: 0.0318, HTML: 0, Answers: 0.818, Vocabulary: []int{3129, 10045, 41224},
		},
		headers: 2950, middle: 140, spread: 0.87, answer: 0.818, quote: 0.69, deeper: 0.9, keep: 0.5, whole: 0.08,
		attach: 0.0318, html: 0, flat: 250, tail: 1.2, fresh: 0.01, similar: 0.05, copies: 0.08, oneBytes: 0.5,
	}
}

// rich is mail of people at desks: HTML beside the text, whole chains quoted.
func rich() Profile {
	return Profile{
		Name: "usrp",
		Like: Figures{
			Messages: 3337, Bytes: 13106, Words: 439.9, Middle: 315, Long: 959, Own: 0.339, Quoting: 0.744, Depth: 2.63,
			Attached: 0.0228, HTML: 0.758, Answers: 0.752, Vocabulary: []int{2243, 6845},
		},
		headers: 5400, middle: 104, spread: 0.88, answer: 0.76, quote: 0.98, deeper: 0.86, keep: 0.9, whole: 0.72,
		attach: 0.0228, html: 0.758, flat: 240, tail: 1.2, fresh: 0.008, similar: 0.05, copies: 0.08, oneBytes: 0.5,
	}
}
