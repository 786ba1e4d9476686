package pdfium

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"vaughn/index/fault"
)

// wasmPage is the unit in which WebAssembly memory grows.
const wasmPage = 64 << 10

// Options bounds what documents may use. The zero value is the default.
type Options struct {
	Memory    int64         // bytes per document; 0 is 512 MiB, at least 32 MiB
	Time      time.Duration // per call on a document; 0 is one minute
	Documents int           // open at the same time; 0 is the number of cores, at least 2
	Pixels    int           // per rendered page; 0 is 100 million
	CacheDir  string        // keeps the compiled module between runs; "" compiles anew
}

func (o Options) withDefaults() Options {
	if o.Memory == 0 {
		o.Memory = 512 << 20
	}
	o.Memory = max(o.Memory, 32<<20)
	if o.Time == 0 {
		o.Time = time.Minute
	}
	if o.Documents == 0 {
		o.Documents = max(2, runtime.NumCPU())
	}
	if o.Pixels == 0 {
		o.Pixels = 100_000_000
	}
	return o
}

// DefaultCacheDir is the folder below the user's cache folder where compiled
// modules may be kept, or "" when the machine has no such folder.
func DefaultCacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "vaughn", "pdfium")
}

// Engine holds the compiled module, from which each document gets its own
// instance. It may be used from several goroutines; it lets Options.Documents
// of them have a document open and makes the others wait in Open.
type Engine struct {
	opts     Options
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	cache    wazero.CompilationCache
	slots    chan struct{}
	modules  modules
}

// New compiles the module: one to three seconds, or a tenth of a second when
// Options.CacheDir holds it from an earlier run. Close frees it.
func New(ctx context.Context, opts Options) (*Engine, error) {
	e := &Engine{opts: opts.withDefaults()}
	e.slots = make(chan struct{}, e.opts.Documents)
	e.modules.most = e.opts.Documents
	code, err := unpack(packed)
	if err != nil {
		return nil, &fault.Error{Code: fault.Internal, Op: "starting the PDF engine", Err: err}
	}
	if code, err = metered(code); err != nil {
		return nil, &fault.Error{Code: fault.Internal, Op: "starting the PDF engine", Err: err}
	}
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(uint32(e.opts.Memory / wasmPage))
	// A cache that cannot be used (read-only home, full disk) costs time only.
	if e.opts.CacheDir != "" {
		if e.cache, err = wazero.NewCompilationCacheWithDir(e.opts.CacheDir); err == nil {
			config = config.WithCompilationCache(e.cache)
		}
	}
	e.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	if err := e.load(ctx, code); err != nil {
		e.Close()
		return nil, &fault.Error{Code: fault.Internal, Op: "starting the PDF engine", Err: err}
	}
	return e, nil
}

func (e *Engine) load(ctx context.Context, code []byte) (err error) {
	if e.compiled, err = e.runtime.CompileModule(ctx, code); err != nil {
		return fmt.Errorf("compiling: %w", err)
	}
	if err := provideHost(ctx, e.runtime, e.compiled); err != nil {
		return err
	}
	return settle(ctx, e.runtime, e.compiled)
}

// Close frees the engine. Documents still open fail from then on.
func (e *Engine) Close() error {
	err := e.runtime.Close(context.Background())
	if e.cache != nil {
		if cerr := e.cache.Close(context.Background()); err == nil {
			err = cerr
		}
	}
	return err
}

// OpenBytes opens a document held in memory. See Open.
func (e *Engine) OpenBytes(ctx context.Context, data []byte, password string) (*Document, error) {
	return e.Open(ctx, bytes.NewReader(data), int64(len(data)), password)
}

// Open opens a document of the given size in bytes. It waits for a free slot,
// so a goroutine must close one document before it opens the next. The context
// governs the document's whole life: when it ends, the document is closed and
// every call fails. The reader must stay readable until Close.
//
// Errors: fault.Encrypted when the password is missing or wrong, or the file is
// locked in a way PDFium does not know; fault.Damaged; fault.Limit; fault.Cancelled.
func (e *Engine) Open(ctx context.Context, src io.ReaderAt, size int64, password string) (*Document, error) {
	const op = "opening a PDF"
	if ctx.Err() != nil {
		return nil, &fault.Error{Code: fault.Cancelled, Op: op, Err: ctx.Err()}
	}
	select {
	case e.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, &fault.Error{Code: fault.Cancelled, Op: op, Err: ctx.Err()}
	}
	d, err := e.open(ctx, src, size, password)
	if err != nil {
		<-e.slots
		return nil, err
	}
	return d, nil
}

func (e *Engine) open(ctx context.Context, src io.ReaderAt, size int64, password string) (*Document, error) {
	file := &file{src: src, size: size}
	in, err := newInstance(ctx, e, file)
	if err != nil {
		return nil, err
	}
	d := &Document{in: in, engine: e, page: page{number: -1}, annotations: make(map[int][]Annotation)}
	if err := d.start(password); err != nil {
		in.close()
		return nil, err
	}
	return d, nil
}

// memoryOf is the size of an instance's memory in bytes.
func memoryOf(m api.Module) int64 { return int64(m.Memory().Size()) }
