package layout

import "unicode"

func rightToLeft(r rune) bool {
	return r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana)
}

// shape joins Arabic letters.
func shape(line []atom) []atom { return line }

// visual puts a line into the order in which it is drawn.
func visual(line []atom) []atom { return line }
