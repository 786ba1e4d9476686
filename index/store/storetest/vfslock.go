package storetest

import (
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

func libcSize(n uintptr) libc.Tsize_t { return libc.Tsize_t(n) }

// share finds what the handles of a file share; l.mu is held.
func (l *layer) share(name string) *shared {
	s := l.shared[name]
	if s == nil {
		s = &shared{}
		l.shared[name] = s
	}
	return s
}

// lock takes a file lock (sqlite.org/lockingv3.html). RESERVED, PENDING and
// EXCLUSIVE are one here: one handle at a time has it, EXCLUSIVE only when no
// other reads.
func (l *layer) lock(_ *libc.TLS, p uintptr, level int32) int32 {
	h := l.of(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.level >= level || h.name == "" {
		h.level = max(h.level, level)
		return sqlite3.SQLITE_OK
	}
	s := l.share(h.name)
	if s.writer != nil && s.writer != h && (level > sqlite3.SQLITE_LOCK_SHARED || s.writer.level >= sqlite3.SQLITE_LOCK_PENDING) {
		return sqlite3.SQLITE_BUSY
	}
	if h.level == sqlite3.SQLITE_LOCK_NONE {
		s.readers++
		h.level = sqlite3.SQLITE_LOCK_SHARED
	}
	if level > sqlite3.SQLITE_LOCK_SHARED {
		if level == sqlite3.SQLITE_LOCK_EXCLUSIVE && s.readers > 1 {
			return sqlite3.SQLITE_BUSY
		}
		s.writer, h.level = h, level
	}
	return sqlite3.SQLITE_OK
}

func (l *layer) unlock(_ *libc.TLS, p uintptr, level int32) int32 {
	h := l.of(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.level <= level {
		return sqlite3.SQLITE_OK
	}
	if h.name != "" {
		s := l.share(h.name)
		if s.writer == h {
			s.writer = nil
		}
		if level == sqlite3.SQLITE_LOCK_NONE {
			s.readers--
		}
	}
	h.level = level
	return sqlite3.SQLITE_OK
}

func (l *layer) reserved(_ *libc.TLS, p, pOut uintptr) int32 {
	h := l.of(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	*at[int32](pOut) = 0
	if l.share(h.name).writer != nil {
		*at[int32](pOut) = 1
	}
	return sqlite3.SQLITE_OK
}

// shmMap gives a region of WAL's shared memory (sqlite.org/walformat.html, 2).
func (l *layer) shmMap(t *libc.TLS, p uintptr, region, size, extend int32, pp uintptr) int32 {
	h := l.of(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.shm == nil {
		h.shm = l.share(h.name)
		h.shm.users++
	}
	*at[uintptr](pp) = 0
	for int(region) >= len(h.shm.regions) {
		if extend == 0 {
			return sqlite3.SQLITE_OK
		}
		m := libc.Xcalloc(l.tls, 1, libcSize(uintptr(size)))
		if m == 0 {
			return sqlite3.SQLITE_IOERR_NOMEM
		}
		h.shm.regions = append(h.shm.regions, m)
	}
	*at[uintptr](pp) = h.shm.regions[region]
	return sqlite3.SQLITE_OK
}

func (l *layer) shmLock(_ *libc.TLS, p uintptr, first, n, flags int32) int32 {
	h := l.of(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	s := h.shm
	exclusive := flags&sqlite3.SQLITE_SHM_EXCLUSIVE != 0
	for i := first; i < first+n; i++ {
		if flags&sqlite3.SQLITE_SHM_UNLOCK != 0 {
			s.drop(h, i)
			continue
		}
		if s.slots[i] < 0 && h.held[i] != 2 || exclusive && s.slots[i] > int(h.held[i]&1) {
			return sqlite3.SQLITE_BUSY
		}
	}
	for i := first; i < first+n && flags&sqlite3.SQLITE_SHM_LOCK != 0; i++ {
		switch {
		case exclusive:
			s.slots[i], h.held[i] = -1, 2
		case h.held[i] == 0:
			s.slots[i]++
			h.held[i] = 1
		}
	}
	return sqlite3.SQLITE_OK
}

func (s *shared) drop(h *handle, i int32) {
	switch h.held[i] {
	case 1:
		s.slots[i]--
	case 2:
		s.slots[i] = 0
	}
	h.held[i] = 0
}

// leave lets go of all that h holds; the last one forgets the memory's content,
// as the usual layer does when the file is closed by all.
func (s *shared) leave(h *handle) {
	for i := range int32(len(h.held)) {
		s.drop(h, i)
	}
	h.shm = nil
	if s.users--; s.users == 0 {
		for _, r := range s.regions {
			clear(unsafe.Slice(at[byte](r), 32768))
		}
	}
}

func (s *shared) free(t *libc.TLS) {
	for _, r := range s.regions {
		libc.Xfree(t, r)
	}
	s.regions = nil
}

func (l *layer) shmBarrier(*libc.TLS, uintptr) {
	l.mu.Lock()
	defer l.mu.Unlock() // an unlocked mutex orders memory
}

func (l *layer) shmUnmap(_ *libc.TLS, p uintptr, _ int32) int32 {
	h := l.of(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.shm != nil {
		h.shm.leave(h)
	}
	return sqlite3.SQLITE_OK
}
