package pdfium

import (
	"sync"

	"github.com/tetratelabs/wazero/experimental"
)

// keepMemory is the largest memory that is kept for the next document, in bytes:
// what a page in colours takes at 200 dpi.
const keepMemory = 96 << 20

// memories keeps what closed instances leave for those to come. A document begins
// with 17 MiB and draws in twice that; made anew and grown step by step for each
// document, that was a tenth of the time of a page.
type memories struct {
	most int // how many are kept

	mu   sync.Mutex
	free [][]byte // all zeros over their whole capacity
}

// Allocate begins the memory of an instance.
func (m *memories) Allocate(_, limit uint64) experimental.LinearMemory {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := &memory{from: m, limit: limit}
	if n := len(m.free); n > 0 {
		out.data, m.free = m.free[n-1], m.free[:n-1]
	}
	return out
}

// memory is that of one instance.
type memory struct {
	from  *memories
	limit uint64
	data  []byte // as long as it was ever asked for
}

// Reallocate gives the first size bytes; those never asked for before are zero.
func (m *memory) Reallocate(size uint64) []byte {
	if size > m.limit {
		return nil
	}
	if size > uint64(cap(m.data)) {
		grown := make([]byte, len(m.data), max(size, min(2*uint64(cap(m.data)), m.limit)))
		copy(grown, m.data)
		m.data = grown
	}
	m.data = m.data[:max(uint64(len(m.data)), size)]
	return m.data[:size]
}

// Free wipes the memory, so that no document ever meets a byte of another one.
func (m *memory) Free() {
	data := m.data
	m.data = nil
	if cap(data) > keepMemory {
		return
	}
	clear(data)
	m.from.mu.Lock()
	defer m.from.mu.Unlock()
	if len(m.from.free) < m.from.most {
		m.from.free = append(m.from.free, data[:0])
	}
}
