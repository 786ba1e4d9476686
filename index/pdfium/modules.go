package pdfium

import (
	"bytes"
	"sync"

	"github.com/tetratelabs/wazero/api"
)

// keepSpare is the largest picture whose room is kept, in bytes: a page in colours has
// 15 MB at 200 dpi.
const keepSpare = 32 << 20

// keepMemory is the largest memory with which a module is kept for the next
// document, in bytes: what a page in colours takes at 200 dpi.
const keepMemory = 96 << 20

// stackPointer gives the module's stack pointer: beside its memory the only
// thing in which a module at rest could differ from one that has just started.
// (Its instructions cannot write tables, see immediates; the meter's counter says
// only when the clock is asked next.)
const stackPointer = "emscripten_stack_get_current"

// module is one that has been started.
type module struct {
	mod     api.Module
	fns     map[string]api.Function
	scratch uint32
	idle    uint64 // stack pointer at rest
	spare   []byte // of a picture that was given back, see Reuse
}

// modules keeps modules for the documents to come, each with the memory of one
// that has just started: so no document ever meets a byte of another one. To
// start a module anew took a third of the time of reading a page of text.
type modules struct {
	most int // how many are kept

	mu    sync.Mutex
	free  []*module
	image []byte // the memory of a started module, up to its last byte that is not 0
}

// take gives one that was kept, nil when there is none.
func (m *modules) take() *module {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(m.free)
	if n == 0 {
		return nil
	}
	out := m.free[n-1]
	m.free = m.free[:n-1]
	return out
}

// remember keeps what the memory of a module that has just started holds: the
// same in each, for the host tells none of them apart.
func (m *modules) remember(of *module) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.image == nil {
		m.image = bytes.Clone(bytes.TrimRight(of.memory(), "\x00"))
	}
}

// put wipes a module and keeps it; false when it is not to be kept.
func (m *modules) put(used *module) bool {
	data := used.memory()
	if len(data) > keepMemory {
		return false
	}
	clear(data[copy(data, m.image):])
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.free) >= m.most {
		return false
	}
	m.free = append(m.free, used)
	return true
}

// memory is the module's memory, not a copy.
func (m *module) memory() []byte {
	out, _ := m.mod.Memory().Read(0, m.mod.Memory().Size())
	return out
}
