package pdfium

import (
	"errors"
	"fmt"
)

// A WebAssembly loop that never ends cannot be stopped from outside, and while
// it runs the garbage collector of the whole program waits for it. wazero's own
// remedy leaves to Go at every turn of every loop; measured, that makes drawing
// six times slower. So the module is rewritten before it is compiled: each loop
// counts down and leaves to Go once in fuel turns, by calling the clock, an
// import the module has anyway (hostClock). Numbers in this file are section
// ids and opcodes of the WebAssembly core specification 2.0, chapter 5.
const (
	fuel       = 1 << 15               // turns between two looks: about 50 µs
	fuelHook   = "emscripten_date_now" // () -> f64
	sectionMax = 12
)

const (
	sectionImport = 2
	sectionMemory = 5
	sectionGlobal = 6
	sectionCode   = 10
	opLoop        = 0x03
)

var errModule = errors.New("the module uses an instruction or form that the meter does not know")

// reader walks a module. A read beyond the end sets bad and gives zeros.
type reader struct {
	data []byte
	pos  int
	bad  bool
}

func (r *reader) more() bool { return !r.bad && r.pos < len(r.data) }

func (r *reader) byte() byte {
	if r.pos >= len(r.data) {
		r.bad = true
		return 0
	}
	r.pos++
	return r.data[r.pos-1]
}

func (r *reader) skip(n int) {
	if n < 0 || n > len(r.data)-r.pos {
		r.bad = true
		return
	}
	r.pos += n
}

// leb reads an unsigned LEB128 number; its length is right for signed ones too.
func (r *reader) leb() int {
	n := 0
	for shift := 0; shift < 70; shift += 7 {
		b := r.byte()
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.bad = true
	return 0
}

func (r *reader) name() string {
	n := r.leb()
	from := r.pos
	if r.skip(n); r.bad {
		return ""
	}
	return string(r.data[from:r.pos])
}

func appendLEB(b []byte, n int) []byte {
	for n >= 0x80 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}

// metered gives the module with a look at fuelHook in its loops.
func metered(module []byte) ([]byte, error) {
	const header = 8 // "\0asm" and the version
	if len(module) < header {
		return nil, errModule
	}
	r := &reader{data: module, pos: header}
	out := append(make([]byte, 0, len(module)*5/4), module[:header]...)
	hook, global := -1, -1
	for r.more() {
		id, size := r.byte(), r.leb()
		from := r.pos
		if r.skip(size); r.bad || id > sectionMax {
			return nil, errModule
		}
		content, err := module[from:r.pos], error(nil)
		switch id {
		case 0:
			continue // names, for debuggers
		case sectionImport:
			hook, err = findImport(content, fuelHook)
		case sectionMemory:
			content, err = smallMemory(content)
		case sectionGlobal:
			content, global, err = addGlobal(content)
		case sectionCode:
			if hook < 0 || global < 0 {
				return nil, fmt.Errorf("metering: no %s or no globals: %w", fuelHook, errModule)
			}
			content, err = meterCode(content, check(hook, global))
		}
		if err != nil {
			return nil, fmt.Errorf("metering section %d: %w", id, err)
		}
		out = append(appendLEB(append(out, id), len(content)), content...)
	}
	return out, nil
}

// findImport gives the function index of an import.
func findImport(section []byte, want string) (int, error) {
	r := &reader{data: section}
	function := 0
	for n := r.leb(); n > 0 && r.more(); n-- {
		r.name()
		name := r.name()
		if kind := r.byte(); kind != 0 { // tables, memories: Emscripten defines its own
			return 0, errModule
		}
		r.leb()
		if name == want {
			return function, nil
		}
		function++
	}
	return 0, errModule
}

// leastMemory is how much memory a module begins with, in pages of 64 KiB.
// QUIRK: Emscripten asks for 16 MiB of heap before anybody needs it, all of which
// would be wiped between two documents; a started module has used 1.8 MiB.
const leastMemory = 64

// smallMemory lets the one memory of the module begin small. It grows on demand.
func smallMemory(section []byte) ([]byte, error) {
	r := &reader{data: section}
	count, bounded, least := r.leb(), r.byte(), r.leb()
	if r.bad || count != 1 || bounded != 1 || least < leastMemory {
		return nil, errModule
	}
	return append(appendLEB([]byte{1, 1}, leastMemory), section[r.pos:]...), nil
}

// addGlobal appends the counter, a mutable i32 that starts at fuel.
func addGlobal(section []byte) (content []byte, index int, err error) {
	r := &reader{data: section}
	n := r.leb()
	if r.bad {
		return nil, 0, errModule
	}
	content = append(appendLEB(nil, n+1), section[r.pos:]...)
	content = append(content, 0x7f, 0x01, 0x41)
	content = append(appendSigned(content, fuel), 0x0b)
	return content, n, nil
}

// appendSigned writes a positive number as signed LEB128.
func appendSigned(b []byte, n int) []byte {
	for n >= 0x40 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}

// check is what each loop starts with: if --counter == 0 { counter = fuel; hook() }.
func check(hook, global int) []byte {
	code := appendLEB([]byte{0x23}, global)                        // global.get
	code = append(code, 0x41, 0x01, 0x6b)                          // i32.const 1, i32.sub
	code = appendLEB(append(code, 0x24), global)                   // global.set
	code = appendLEB(append(code, 0x23), global)                   // global.get
	code = append(code, 0x45, 0x04, 0x40)                          // i32.eqz, if
	code = appendSigned(append(code, 0x41), fuel)                  // i32.const
	code = appendLEB(append(code, 0x24), global)                   // global.set
	return append(appendLEB(append(code, 0x10), hook), 0x1a, 0x0b) // call, drop, end
}

func meterCode(section, check []byte) ([]byte, error) {
	r := &reader{data: section}
	count := r.leb()
	out := appendLEB(make([]byte, 0, len(section)*5/4), count)
	for ; count > 0; count-- {
		size := r.leb()
		from := r.pos
		if r.skip(size); r.bad {
			return nil, errModule
		}
		body, err := meterFunction(section[from:r.pos], check)
		if err != nil {
			return nil, err
		}
		out = append(appendLEB(out, len(body)), body...)
	}
	return out, nil
}

func meterFunction(body, check []byte) ([]byte, error) {
	r := &reader{data: body}
	for n := r.leb(); n > 0 && r.more(); n-- { // local variables
		r.leb()
		r.byte()
	}
	out, copied := make([]byte, 0, len(body)+64), 0
	for r.more() {
		op := r.byte()
		if !r.immediates(op) {
			return nil, fmt.Errorf("opcode %#x: %w", op, errModule)
		}
		if op == opLoop {
			out = append(append(out, body[copied:r.pos]...), check...)
			copied = r.pos
		}
	}
	if r.bad {
		return nil, errModule
	}
	return append(out, body[copied:]...), nil
}

// immediates skips what follows an opcode; false for an opcode it does not know.
func (r *reader) immediates(op byte) bool {
	switch {
	case op == 0x02 || op == opLoop || op == 0x04: // block, loop, if: a block type
		r.leb()
	case op == 0x0c || op == 0x0d || op == 0x10: // br, br_if, call
		r.leb()
	case op == 0x0e: // br_table: labels and the default
		for n := r.leb() + 1; n > 0 && !r.bad; n-- {
			r.leb()
		}
	case op == 0x11: // call_indirect: type, table
		r.leb()
		r.leb()
	case op == 0x1c: // select with types
		for n := r.leb(); n > 0 && !r.bad; n-- {
			r.byte()
		}
	case 0x20 <= op && op <= 0x24: // variables; nothing writes tables, see modules
		r.leb()
	case 0x28 <= op && op <= 0x3e: // loads and stores: alignment, offset
		r.leb()
		r.leb()
	case op == 0x3f || op == 0x40 || op == 0x41 || op == 0x42: // memory.size, memory.grow, i32.const, i64.const
		r.leb()
	case op == 0x43: // f32.const
		r.skip(4)
	case op == 0x44: // f64.const
		r.skip(8)
	case op <= 0x01 || op == 0x05 || op == 0x0b || op == 0x0f || op == 0x1a || op == 0x1b || 0x45 <= op && op <= 0xc4:
	case op == 0xfc:
		return r.prefixed()
	default:
		return false
	}
	return true
}

// prefixed skips a saturating truncation or a bulk memory instruction.
func (r *reader) prefixed() bool {
	sub := r.leb()
	switch {
	case sub <= 7:
	case sub == 8 || sub == 10: // memory.init and .copy
		r.leb()
		r.leb()
	case sub == 9 || sub == 11: // data.drop, memory.fill
		r.leb()
	default:
		return false
	}
	return true
}
