package assets

import _ "embed"

//go:embed emoji/names.txt
var emoji string

// EmojiNames gives the short names of emoji: a line for each, its code points in
// hexadecimal without variation selectors and skin tones, a tab, the name.
func EmojiNames() string { return emoji }
