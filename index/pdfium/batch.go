package pdfium

// A page has thousands of characters, each takes six questions, and a call from
// Go into the sandbox costs as much as thirty calls inside it. So a loop of
// sixty instructions asks them inside: batchModule assembles it, by section
// numbers and opcodes of the WebAssembly core specification, chapter 5.

// Layout of one answered character, little-endian, at the loop's output.
const (
	charRune      = 0  // uint32
	charGenerated = 4  // uint32: 1 when PDFium added it (space, line end)
	charUnmapped  = 8  // uint32: 1 when the font does not say which letter it is
	charObject    = 12 // uint32: handle of the text object that paints it
	charBoxed     = 16 // uint32: 1 when the boxes hold
	charTight     = 24 // 4 float64: left, right, bottom, top of the ink
	charLoose     = 56 // 4 float32: left, top, right, bottom of advance × font height
	charSize      = 72
)

// batchName is the name by which the loop imports the module it works for.
const batchName = "pdfium"

// Opcodes and types that the loop uses.
const (
	opBlock, opLoop, opEnd, opBranch, opBranchIf = 0x02, 0x03, 0x0b, 0x0c, 0x0d
	opCall, opDrop, opGet, opSet                 = 0x10, 0x1a, 0x20, 0x21
	opStore, opConst, opGreaterEqual, opAdd      = 0x36, 0x41, 0x4f, 0x6a
	typeI32, typeFunc, typeVoid                  = 0x7f, 0x60, 0x40
)

// batchModule exports chars(textPage, first, end, out).
func batchModule() []byte {
	imports := []struct {
		name string
		kind byte // index into types
	}{
		{"FPDFText_GetUnicode", 0}, {"FPDFText_IsGenerated", 0}, {"FPDFText_HasUnicodeMapError", 0},
		{"FPDFText_GetTextObject", 0}, {"FPDFText_GetCharBox", 2}, {"FPDFText_GetLooseCharBox", 1},
	}
	types := vector(signature(2, 1), signature(3, 1), signature(6, 1), signature(4, 0))

	memory := append(append(name(batchName), name("memory")...), 0x02, 0x00, 0x01)
	imported := [][]byte{memory}
	for _, f := range imports {
		imported = append(imported, append(append(name(batchName), name(f.name)...), 0x00, f.kind))
	}
	export := append(name("chars"), 0x00, byte(len(imports)))
	body := append([]byte{0x00}, batchLoop()...) // no locals of its own

	m := []byte{0x00, 'a', 's', 'm', 0x01, 0x00, 0x00, 0x00}
	m = append(m, section(1, types)...)
	m = append(m, section(2, vector(imported...))...)
	m = append(m, section(3, vector([]byte{0x03}))...)
	m = append(m, section(7, vector(export))...)
	return append(m, section(10, vector(append(uleb(len(body)), body...)))...)
}

// batchLoop is the function's code. Parameters: 0 text page, 1 index, 2 end, 3 out.
func batchLoop() []byte {
	code := []byte{opBlock, typeVoid, opLoop, typeVoid, opGet, 1, opGet, 2, opGreaterEqual, opBranchIf, 1}
	for i, at := range []byte{charRune, charGenerated, charUnmapped, charObject} {
		code = append(code, opGet, 3, opGet, 0, opGet, 1, opCall, byte(i), opStore, 2, at)
	}
	code = append(code, opGet, 3, opGet, 0, opGet, 1)
	for i := range 4 {
		code = append(code, opGet, 3, opConst, byte(charTight+8*i), opAdd)
	}
	code = append(code, opCall, 4, opStore, 2, charBoxed)
	code = append(code, opGet, 0, opGet, 1, opGet, 3, opConst, charLoose, opAdd, opCall, 5, opDrop)
	// 72 takes two bytes as a signed LEB128 constant.
	code = append(code, opGet, 3, opConst, charSize|0x80, 0x00, opAdd, opSet, 3)
	code = append(code, opGet, 1, opConst, 1, opAdd, opSet, 1, opBranch, 0)
	return append(code, opEnd, opEnd, opEnd)
}

func signature(params, results int) []byte {
	s := append([]byte{typeFunc}, uleb(params)...)
	for range params {
		s = append(s, typeI32)
	}
	s = append(s, uleb(results)...)
	for range results {
		s = append(s, typeI32)
	}
	return s
}

func section(id byte, content []byte) []byte {
	return append(append([]byte{id}, uleb(len(content))...), content...)
}

func vector(items ...[]byte) []byte {
	v := uleb(len(items))
	for _, item := range items {
		v = append(v, item...)
	}
	return v
}

func name(s string) []byte { return append(uleb(len(s)), s...) }

// uleb is the unsigned LEB128 encoding of a length or index.
func uleb(n int) []byte {
	var b []byte
	for n >= 0x80 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}
