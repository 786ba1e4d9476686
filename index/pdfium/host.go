package pdfium

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/emscripten"

	"vaughn/index/fault"
)

// Numbers of the C library the module was built with (WASI's, not Linux's).
const (
	errnoBadFile = 8
	errnoIO      = 29
	errnoNoEntry = 44
	errnoNoSys   = 52
)

// fileDescriptor and filePath are the one file a module can open. QUIRK: the
// module scans /usr/share/fonts and opens it too; any other path is "not found".
const (
	fileDescriptor = 3
	filePath       = "/document.pdf"
	regularFile    = 0o100444
)

// file is what the module may read: the document's bytes, nothing else.
type file struct {
	src  io.ReaderAt
	size int64
	pos  int64
	open bool
	err  error // the first failure of src other than io.EOF

	killed atomic.Pointer[fault.Error] // why the instance must stop
}

type fileKey struct{}

func fileOf(ctx context.Context) *file {
	f, _ := ctx.Value(fileKey{}).(*file)
	if f == nil {
		return &file{}
	}
	return f
}

// hostFunc is one answer of the host; args holds the parameters and takes the result.
type hostFunc func(ctx context.Context, m api.Module, args []uint64)

func errno(code int32) uint64 { return api.EncodeI32(code) }

// provideHost answers all imports of the module. The listed functions do what
// they say; invoke_* and longjmp come from wazero; whatever is left fails with
// "no such system call", so an import that a later PDFium adds is closed by default.
func provideHost(ctx context.Context, r wazero.Runtime, module wazero.CompiledModule) error {
	own := hostFuncs()
	env := r.NewHostModuleBuilder("env")
	wasi := r.NewHostModuleBuilder("wasi_snapshot_preview1")
	exporter, err := emscripten.NewFunctionExporterForModule(module)
	if err != nil {
		return fmt.Errorf("preparing the host: %w", err)
	}
	for _, def := range module.ImportedFunctions() {
		from, name, _ := def.Import()
		builder := env
		if from == "wasi_snapshot_preview1" {
			builder = wasi
		}
		fn, ok := own[name]
		if !ok {
			fn = refuse(from == "env", len(def.ResultTypes()) > 0)
		}
		builder.NewFunctionBuilder().
			WithGoModuleFunction(api.GoModuleFunc(fn), def.ParamTypes(), def.ResultTypes()).
			Export(name)
	}
	exporter.ExportFunctions(env) // replaces the refusals for invoke_*
	for _, b := range []wazero.HostModuleBuilder{env, wasi} {
		if _, err := b.Instantiate(ctx); err != nil {
			return fmt.Errorf("preparing the host: %w", err)
		}
	}
	return nil
}

// refuse is the answer to every system call not listed. Emscripten's calls
// return a negative errno, WASI's a positive one.
func refuse(negative, result bool) hostFunc {
	code := int32(errnoNoSys)
	if negative {
		code = -code
	}
	return func(_ context.Context, _ api.Module, args []uint64) {
		if result {
			args[0] = errno(code)
		}
	}
}

// errAborted is how the C library's abort() ends an instance: an assertion of
// PDFium failed or memory ran out.
var errAborted = errors.New("the PDF module gave up")

func hostFuncs() map[string]hostFunc {
	return map[string]hostFunc{
		"_abort_js":              func(context.Context, api.Module, []uint64) { panic(errAborted) },
		"emscripten_resize_heap": hostGrow,
		fuelHook:                 hostClock,
		"_tzset_js":              func(context.Context, api.Module, []uint64) {},
		"_localtime_js":          hostEpoch,
		"_gmtime_js":             hostEpoch,
		"environ_get":            func(_ context.Context, _ api.Module, args []uint64) { args[0] = 0 },
		"environ_sizes_get":      hostNoEnviron,
		"__syscall_openat":       hostOpen,
		"__syscall_fstat64":      hostStat,
		"__syscall_fcntl64":      func(_ context.Context, _ api.Module, args []uint64) { args[0] = 0 },
		"fd_close":               hostClose,
		"fd_read":                hostRead,
		"fd_seek":                hostSeek,
	}
}

// hostClock is called by every long loop, see metered, and ends the instance when
// it was killed. To the module the clock stands still: a document must not learn
// when it is read, and two readings must agree.
func hostClock(ctx context.Context, _ api.Module, args []uint64) {
	if fileOf(ctx).killed.Load() != nil {
		panic(errAborted)
	}
	args[0] = api.EncodeF64(0)
}

// hostGrow gives the module at least the bytes it asks for, and a fifth more so that
// it asks less often, within the runtime's limit.
func hostGrow(_ context.Context, m api.Module, args []uint64) {
	mem, want := m.Memory(), uint64(uint32(args[0]))
	have := uint64(mem.Size())
	for _, size := range []uint64{max(want, have+have/5), want} {
		if size <= have {
			args[0] = 1
			return
		}
		if _, ok := mem.Grow(uint32((size - have + wasmPage - 1) / wasmPage)); ok {
			args[0] = 1
			return
		}
	}
	args[0] = 0
}

// hostEpoch fills a C struct tm with zeros, except the year 1970 and the day 1.
func hostEpoch(_ context.Context, m api.Module, args []uint64) {
	var tm [44]byte
	tm[12], tm[20] = 1, 70
	m.Memory().Write(uint32(args[1]), tm[:])
}

func hostNoEnviron(_ context.Context, m api.Module, args []uint64) {
	m.Memory().WriteUint32Le(uint32(args[0]), 0)
	m.Memory().WriteUint32Le(uint32(args[1]), 0)
	args[0] = 0
}

func hostOpen(ctx context.Context, m api.Module, args []uint64) {
	f := fileOf(ctx)
	path, ok := m.Memory().Read(uint32(args[1]), uint32(len(filePath)+1))
	if !ok || f.open || string(path) != filePath+"\x00" {
		args[0] = errno(-errnoNoEntry)
		return
	}
	f.open, f.pos = true, 0
	args[0] = fileDescriptor
}

func hostClose(ctx context.Context, _ api.Module, args []uint64) {
	if uint32(args[0]) != fileDescriptor {
		args[0] = errnoBadFile
		return
	}
	fileOf(ctx).open = false
	args[0] = 0
}

// hostStat fills emscripten's struct stat: mode at 4, links at 8, size at 24,
// block size at 32, block count at 36, all times zero.
func hostStat(ctx context.Context, m api.Module, args []uint64) {
	f := fileOf(ctx)
	if uint32(args[0]) != fileDescriptor || !f.open {
		args[0] = errno(-errnoBadFile)
		return
	}
	var st [96]byte
	binary.LittleEndian.PutUint32(st[4:], regularFile)
	binary.LittleEndian.PutUint32(st[8:], 1)
	binary.LittleEndian.PutUint64(st[24:], uint64(f.size))
	binary.LittleEndian.PutUint32(st[32:], 4096)
	binary.LittleEndian.PutUint32(st[36:], uint32((f.size+511)/512))
	m.Memory().Write(uint32(args[1]), st[:])
	args[0] = 0
}

func hostSeek(ctx context.Context, m api.Module, args []uint64) {
	f, offset := fileOf(ctx), int64(args[1])
	if uint32(args[0]) != fileDescriptor || !f.open {
		args[0] = errnoBadFile
		return
	}
	switch uint32(args[2]) {
	case io.SeekCurrent:
		offset += f.pos
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		args[0] = errnoIO
		return
	}
	f.pos = offset
	m.Memory().WriteUint64Le(uint32(args[3]), uint64(offset))
	args[0] = 0
}

// hostRead reads straight into the module's memory: args are the descriptor, a
// list of (address, length) pairs, its length, and where the count goes.
func hostRead(ctx context.Context, m api.Module, args []uint64) {
	f, mem := fileOf(ctx), m.Memory()
	if uint32(args[0]) != fileDescriptor || !f.open {
		args[0] = errnoBadFile
		return
	}
	total := uint32(0)
	for i := uint32(0); i < uint32(args[2]); i++ {
		at, ok1 := mem.ReadUint32Le(uint32(args[1]) + 8*i)
		length, ok2 := mem.ReadUint32Le(uint32(args[1]) + 8*i + 4)
		buf, ok3 := mem.Read(at, length)
		if !ok1 || !ok2 || !ok3 {
			args[0] = errnoIO
			return
		}
		n, err := f.read(buf)
		total += uint32(n)
		if err != nil {
			args[0] = errnoIO
			return
		}
		if n < len(buf) {
			break
		}
	}
	mem.WriteUint32Le(uint32(args[3]), total)
	args[0] = 0
}

// read reads at the file's position; the end of the file is not an error.
func (f *file) read(buf []byte) (int, error) {
	if f.pos >= f.size {
		return 0, nil
	}
	n, err := f.src.ReadAt(buf[:min(int64(len(buf)), f.size-f.pos)], f.pos)
	f.pos += int64(n)
	if err != nil && err != io.EOF {
		if f.err == nil {
			f.err = err
		}
		return n, err
	}
	return n, nil
}
