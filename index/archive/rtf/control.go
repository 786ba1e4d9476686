package rtf

// do obeys one control word.
func (p *parser) do(word string, n int, has bool) {
	first := p.fresh
	p.fresh = false
	if first && p.destination(word) {
		return
	}
	if r, ok := special(word); ok {
		p.rune(r)
		return
	}
	switch word {
	case "u":
		p.unicode(n)
	case "uc":
		p.uc = min(max(n, 0), 16)
	case "htmlrtf":
		p.quiet = p.from == FromHTML && (!has || n != 0)
	case "f":
		p.selectFont(n)
	case "plain":
		p.font = p.defFont
	case "deff":
		p.defFont, p.font = n, n
	case "fcharset":
		if p.dest == destFonts {
			p.describe(pageOfCharset(n))
		}
	case "cpg":
		if p.dest == destFonts {
			p.describe(n)
		}
	case "fromhtml", "fromtext":
		p.wrapped(word, n, has)
	default:
		p.documentPage(word, n)
	}
}

// wrapped notes what a mailer says it wrapped. The mark stands among the first
// words of the document; text before it means that it is none.
func (p *parser) wrapped(word string, n int, has bool) {
	if p.from != "" || p.written || len(p.stack) != 1 || has && n == 0 {
		return
	}
	p.from = FromHTML
	if word == "fromtext" {
		p.from = FromText
	}
}

func (p *parser) documentPage(word string, n int) {
	switch word {
	case "ansicpg":
		// QUIRK: Outlook writes 0 or 1200 when it does not know.
		if n > 0 && n != 1200 {
			p.codePage = n
		}
	case "mac":
		p.codePage = 10000
	case "pc":
		p.codePage = 437
	case "pca":
		p.codePage = 850
	}
}

func (p *parser) selectFont(n int) {
	if p.dest == destFonts {
		p.listed = n
		return
	}
	p.font = n
}

// maxFonts bounds the font table.
const maxFonts = 1 << 14

func (p *parser) describe(page int) {
	if page > 0 && len(p.fonts) < maxFonts {
		p.fonts[p.listed] = page
	}
}

// page is the code page text is written in now.
func (p *parser) page() int {
	if page, ok := p.fonts[p.font]; ok {
		return page
	}
	return p.codePage
}

// destination handles the word that opens a group; false when it names none.
func (p *parser) destination(word string) bool {
	if word == "fonttbl" && p.dest == destText {
		p.dest = destFonts
		return true
	}
	if p.from == FromHTML {
		switch word {
		case "htmltag":
			if p.dest == destText {
				p.dest = destTag
			}
			return true
		case "mhtmltag", "pntext", "listtext": // rewritten copies; the list in HTML has its own bullets
			p.dest = destSkip
			return true
		}
	}
	switch word {
	case "colortbl", "stylesheet", "info", "pict", "nonshppict", "objdata", "fldinst", "sp", "xe", "tc", "datafield", "private", "themedata", "listtable", "revtbl", "filetbl", "formfield":
		p.dest = destSkip
		return true
	case "upr": // its first half repeats the second without Unicode
		p.dest = destSkip
		return true
	case "ud":
		if n := len(p.stack); n >= 2 && p.stack[n-1].dest == destSkip && p.dest == destSkip {
			p.dest = p.stack[n-2].dest
		}
		return true
	case "shpinst", "shptxt", "annotation", "footnote", "ftnsep", "result":
		return true // marked as ignorable, and text a person wrote
	}
	if p.ignored {
		p.dest = destSkip
		return true
	}
	return false
}

// special gives the character a word stands for.
func special(word string) (rune, bool) {
	switch word {
	case "par", "line", "row", "sect", "page", "nestrow", "column", "softline":
		return '\n', true
	case "tab", "cell", "nestcell":
		return '\t', true
	case "lquote":
		return 0x2018, true
	case "rquote":
		return 0x2019, true
	case "ldblquote":
		return 0x201C, true
	case "rdblquote":
		return 0x201D, true
	case "bullet":
		return 0x2022, true
	case "endash":
		return 0x2013, true
	case "emdash":
		return 0x2014, true
	case "enspace":
		return 0x2002, true
	case "emspace":
		return 0x2003, true
	case "qmspace":
		return 0x2005, true
	case "zwj":
		return 0x200D, true
	case "zwnj":
		return 0x200C, true
	}
	return 0, false
}
