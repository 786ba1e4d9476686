package storetest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"vaughn/index/disk"
	"vaughn/index/disk/disktest"
)

// layer is a SQLite file layer (sqlite.org/vfs.html) over a test disk: all that
// SQLite writes, syncs and names goes there, so that a power cut hits it too.
// Locks and WAL's shared memory live in this process, which stands for the one
// program that holds a case.
type layer struct {
	name string
	d    *disktest.Disk
	tls  *libc.TLS
	vfs  uintptr
	io   uintptr
	keep []any // Go functions SQLite knows only by address

	mu     sync.Mutex
	next   uint64
	files  map[uint64]*handle
	shared map[string]*shared
}

// handle is one open file; C memory holds its number only.
type handle struct {
	name   string
	f      *disktest.File // nil: a nameless temporary file
	memory []byte
	fresh  bool // made by this handle: its folder is synced with its first sync
	level  int32
	shm    *shared
	held   [8]int8 // 1 shared, 2 exclusive, per WAL lock
}

// shared is what all handles of one file share.
type shared struct {
	readers int // at SQLITE_LOCK_SHARED or above
	writer  *handle
	regions []uintptr
	users   int
	slots   [8]int // readers, -1 for a writer
}

type file struct {
	methods uintptr
	handle  uint64
}

// at turns an address of C memory into a pointer.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// fn gives the address under which translated C calls a Go function.
func (l *layer) fn(f any) uintptr {
	l.keep = append(l.keep, f)
	type eface struct{ typ, data unsafe.Pointer }
	return uintptr((*eface)(unsafe.Pointer(&f)).data)
}

// Mount registers a file layer over d for the time of the test and gives its
// name, for store.WithDisk.
func Mount(t testing.TB, d *disktest.Disk) string {
	t.Helper()
	l := &layer{name: fmt.Sprintf("test-%p", d), d: d, tls: libc.NewTLS(), files: map[uint64]*handle{}, shared: map[string]*shared{}}
	std := sqlite3.Xsqlite3_vfs_find(l.tls, 0)
	l.vfs = libc.Xcalloc(l.tls, 1, libcSize(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	l.io = libc.Xcalloc(l.tls, 1, libcSize(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
	name, err := libc.CString(l.name)
	if err != nil || std == 0 || l.vfs == 0 || l.io == 0 {
		t.Fatal("no memory for a file layer")
	}
	v := at[sqlite3.Tsqlite3_vfs](l.vfs)
	*v = *at[sqlite3.Tsqlite3_vfs](std) // time, randomness and sleep are the usual ones
	v.FiVersion, v.FpNext, v.FzName, v.FpAppData, v.FmxPathname = 2, 0, name, 0, 1024
	v.FszOsFile = int32(unsafe.Sizeof(file{}))
	v.FxOpen, v.FxDelete, v.FxAccess, v.FxFullPathname = l.fn(l.open), l.fn(l.remove), l.fn(l.access), l.fn(l.fullPath)
	m := at[sqlite3.Tsqlite3_io_methods](l.io)
	*m = sqlite3.Tsqlite3_io_methods{
		FiVersion: 2,
		FxClose:   l.fn(l.close), FxRead: l.fn(l.read), FxWrite: l.fn(l.write), FxTruncate: l.fn(l.truncate), FxSync: l.fn(l.sync),
		FxFileSize: l.fn(l.size), FxLock: l.fn(l.lock), FxUnlock: l.fn(l.unlock), FxCheckReservedLock: l.fn(l.reserved),
		FxFileControl: l.fn(l.control), FxSectorSize: l.fn(l.sector), FxDeviceCharacteristics: l.fn(l.character),
		FxShmMap: l.fn(l.shmMap), FxShmLock: l.fn(l.shmLock), FxShmBarrier: l.fn(l.shmBarrier), FxShmUnmap: l.fn(l.shmUnmap),
	}
	if rc := sqlite3.Xsqlite3_vfs_register(l.tls, l.vfs, 0); rc != sqlite3.SQLITE_OK {
		t.Fatalf("registering a file layer: %d", rc)
	}
	t.Cleanup(func() {
		sqlite3.Xsqlite3_vfs_unregister(l.tls, l.vfs)
		for _, s := range l.shared {
			s.free(l.tls)
		}
		for _, p := range []uintptr{name, l.io, l.vfs} {
			libc.Xfree(l.tls, p)
		}
		l.tls.Close()
	})
	return l.name
}

func (l *layer) of(p uintptr) *handle {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.files[at[file](p).handle]
}

// rc turns an error of the disk into a result code.
func rc(err error, other int32) int32 {
	switch {
	case err == nil:
		return sqlite3.SQLITE_OK
	case errors.Is(err, syscall.ENOSPC):
		return sqlite3.SQLITE_FULL
	case errors.Is(err, fs.ErrPermission):
		return sqlite3.SQLITE_READONLY
	}
	return other
}

func (l *layer) open(_ *libc.TLS, _, zName, pFile uintptr, flags int32, pOut uintptr) int32 {
	h := &handle{}
	at[file](pFile).methods = 0
	if zName != 0 {
		h.name = libc.GoString(zName)
		mode := os.O_RDWR
		f, err := l.d.OpenAt(h.name, mode)
		if errors.Is(err, fs.ErrNotExist) && flags&sqlite3.SQLITE_OPEN_CREATE != 0 {
			f, err = l.d.OpenAt(h.name, mode|os.O_CREATE)
			// As the layer for Unix does: names of journals only.
			h.fresh = flags&(sqlite3.SQLITE_OPEN_WAL|sqlite3.SQLITE_OPEN_MAIN_JOURNAL|sqlite3.SQLITE_OPEN_SUPER_JOURNAL) != 0
		}
		if err != nil {
			return rc(err, sqlite3.SQLITE_CANTOPEN)
		}
		h.f = f
	}
	l.mu.Lock()
	l.next++
	l.files[l.next] = h
	*at[file](pFile) = file{l.io, l.next}
	l.mu.Unlock()
	if pOut != 0 {
		*at[int32](pOut) = flags
	}
	return sqlite3.SQLITE_OK
}

func (l *layer) remove(_ *libc.TLS, _, zName uintptr, syncDir int32) int32 {
	name := libc.GoString(zName)
	err := l.d.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return sqlite3.SQLITE_IOERR_DELETE_NOENT
	}
	if err == nil && syncDir != 0 {
		err = disk.SyncDir(l.d, name[:strings.LastIndexByte(name, '/')])
	}
	return rc(err, sqlite3.SQLITE_IOERR_DELETE)
}

func (l *layer) access(_ *libc.TLS, _, zName uintptr, _ int32, pOut uintptr) int32 {
	_, err := l.d.OpenAt(libc.GoString(zName), os.O_RDONLY)
	*at[int32](pOut) = 0
	switch {
	case err == nil:
		*at[int32](pOut) = 1
	case !errors.Is(err, fs.ErrNotExist):
		return sqlite3.SQLITE_IOERR_ACCESS
	}
	return sqlite3.SQLITE_OK
}

func (l *layer) fullPath(_ *libc.TLS, _, zName uintptr, n int32, zOut uintptr) int32 {
	name := libc.GoString(zName)
	if len(name)+1 > int(n) {
		return sqlite3.SQLITE_CANTOPEN
	}
	copy(unsafe.Slice(at[byte](zOut), n), name+"\x00")
	return sqlite3.SQLITE_OK
}

func (l *layer) close(t *libc.TLS, p uintptr) int32 {
	h := l.of(p)
	l.unlock(t, p, sqlite3.SQLITE_LOCK_NONE)
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.shm != nil {
		h.shm.leave(h)
	}
	delete(l.files, at[file](p).handle)
	return sqlite3.SQLITE_OK
}

func (l *layer) read(_ *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	h, out := l.of(p), unsafe.Slice(at[byte](buf), n)
	var got int
	var err error
	if h.f != nil {
		got, err = h.f.ReadAt(out, off)
	} else if off < int64(len(h.memory)) {
		got = copy(out, h.memory[off:])
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return sqlite3.SQLITE_IOERR_READ
	}
	if got < len(out) {
		clear(out[got:])
		return sqlite3.SQLITE_IOERR_SHORT_READ
	}
	return sqlite3.SQLITE_OK
}

func (l *layer) write(_ *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	h, data := l.of(p), unsafe.Slice(at[byte](buf), n)
	if h.f == nil {
		if end := off + int64(n); end > int64(len(h.memory)) {
			h.memory = append(h.memory, make([]byte, end-int64(len(h.memory)))...)
		}
		copy(h.memory[off:], data)
		return sqlite3.SQLITE_OK
	}
	_, err := h.f.WriteAt(data, off)
	return rc(err, sqlite3.SQLITE_IOERR_WRITE)
}

func (l *layer) truncate(_ *libc.TLS, p uintptr, size int64) int32 {
	h := l.of(p)
	if h.f == nil {
		h.memory = h.memory[:min(size, int64(len(h.memory)))]
		return sqlite3.SQLITE_OK
	}
	return rc(h.f.Truncate(size), sqlite3.SQLITE_IOERR_TRUNCATE)
}

func (l *layer) sync(_ *libc.TLS, p uintptr, _ int32) int32 {
	h := l.of(p)
	if h.f == nil {
		return sqlite3.SQLITE_OK
	}
	err := h.f.Sync()
	if err == nil && h.fresh {
		h.fresh = false
		err = disk.SyncDir(l.d, h.name[:strings.LastIndexByte(h.name, '/')])
	}
	return rc(err, sqlite3.SQLITE_IOERR_FSYNC)
}

func (l *layer) size(_ *libc.TLS, p, pOut uintptr) int32 {
	h := l.of(p)
	*at[int64](pOut) = int64(len(h.memory))
	if h.f != nil {
		*at[int64](pOut) = h.f.Size()
	}
	return sqlite3.SQLITE_OK
}

func (l *layer) control(*libc.TLS, uintptr, int32, uintptr) int32 { return sqlite3.SQLITE_NOTFOUND }
func (l *layer) sector(*libc.TLS, uintptr) int32                  { return 512 }

// character claims what the usual layer claims: a write leaves the bytes
// around it alone.
func (l *layer) character(*libc.TLS, uintptr) int32 { return sqlite3.SQLITE_IOCAP_POWERSAFE_OVERWRITE }
