package pdfium

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf16"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"vaughn/index/fault"
)

// scratchSize is the buffer in the module's memory for out parameters and
// strings. Longer strings get a buffer of their own.
const scratchSize = 64 << 10

// stringLimit bounds one string that a document may hand out (a bookmark's
// title, an annotation's contents), in bytes.
const stringLimit = 16 << 20

// instance is a running module with the one file it can read. Its first failure
// sticks: from then on every call returns 0, so callers may ask a series of
// questions and look at err once.
type instance struct {
	*module
	engine  *Engine
	ctx     context.Context // carries the file; never ends, see kill
	file    *file
	stack   [16]uint64
	err     error
	release func() bool // detaches from the caller's context
}

// newInstance gives a module that can read only f, and stops it when ctx ends.
func newInstance(ctx context.Context, e *Engine, f *file) (*instance, error) {
	in := &instance{engine: e, file: f, module: e.modules.take()}
	in.ctx = context.WithValue(context.Background(), fileKey{}, f)
	if in.module == nil {
		if err := in.start(); err != nil {
			return nil, err
		}
	}
	in.release = context.AfterFunc(ctx, func() {
		code := fault.Cancelled
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			code = fault.Limit
		}
		in.kill(&fault.Error{Code: code, Op: "reading a PDF", Err: ctx.Err()})
	})
	return in, nil
}

// start starts a module for it.
func (in *instance) start() error {
	mod, err := in.engine.runtime.InstantiateModule(in.ctx, in.engine.compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return &fault.Error{Code: fault.Internal, Op: "starting the PDF module", Err: err}
	}
	in.module = &module{mod: mod, fns: make(map[string]api.Function)}
	for _, start := range []string{"emscripten_stack_init", "__wasm_call_ctors", "FPDF_InitLibrary"} {
		in.call(start)
	}
	in.scratch = in.ptr("malloc", scratchSize)
	in.idle = in.call(stackPointer)
	if in.err != nil || in.scratch == 0 {
		defer mod.Close(in.ctx)
		return in.fault("starting the PDF module")
	}
	in.engine.modules.remember(in.module)
	return nil
}

// kill stops the module from another goroutine, within some hundred
// microseconds: see hostClock. It cannot be used again.
func (in *instance) kill(why *fault.Error) { in.file.killed.CompareAndSwap(nil, why) }

// within runs do under the engine's time limit and gives its failure.
func (in *instance) within(op string, do func()) error {
	limit := in.engine.opts.Time
	timer := time.AfterFunc(limit, func() {
		in.kill(&fault.Error{Code: fault.Limit, Op: "reading a PDF", Err: fmt.Errorf("took longer than %v", limit)})
	})
	do()
	timer.Stop()
	if in.err != nil {
		return in.fault(op)
	}
	return nil
}

// fault turns the sticking failure into a coded error. A trap or an abort means
// that the file led PDFium astray, unless memory had run out.
func (in *instance) fault(op string) error {
	if in.file.err != nil {
		return &fault.Error{Code: fault.NoAccess, Op: op, Err: in.file.err}
	}
	if why := in.file.killed.Load(); why != nil {
		return &fault.Error{Code: why.Code, Op: op, Err: why.Err}
	}
	if errors.Is(in.err, errClosed) {
		return &fault.Error{Code: fault.Internal, Op: op, Err: in.err}
	}
	// Within a tenth of the limit a failed allocation is the likely cause.
	if limit := in.engine.opts.Memory; memoryOf(in.mod) > limit-limit/10 {
		return &fault.Error{Code: fault.Limit, Op: op, Err: fmt.Errorf("needs more than %d MiB", limit>>20)}
	}
	return &fault.Error{Code: fault.Damaged, Op: op, Err: errTrapped}
}

var (
	errClosed  = errors.New("the document is closed")
	errTrapped = errors.New("the PDF module stopped on malformed content")
)

func (in *instance) close() {
	in.release()
	whole := in.err == nil && in.file.killed.Load() == nil && in.call(stackPointer) == in.idle
	if in.err == nil {
		in.err = errClosed
	}
	if !whole || !in.engine.modules.put(in.module) {
		in.mod.Close(in.ctx)
	}
}

// call calls an exported function with raw WebAssembly values and gives its raw
// result, 0 after a failure.
func (in *instance) call(name string, args ...uint64) uint64 {
	return in.invoke(in.function(name), args...)
}

// function finds an exported function; nil when there is none, which is a failure.
func (in *instance) function(name string) api.Function {
	fn := in.fns[name]
	if fn == nil && in.err == nil {
		if fn = in.mod.ExportedFunction(name); fn == nil {
			in.err = fmt.Errorf("the PDF module has no function %s", name)
			return nil
		}
		in.fns[name] = fn
	}
	return fn
}

// invoke is call for a function that was found before.
func (in *instance) invoke(fn api.Function, args ...uint64) uint64 {
	if in.err != nil {
		return 0
	}
	if in.file.killed.Load() != nil {
		in.err = errAborted
		return 0
	}
	in.stack[0] = 0
	copy(in.stack[:], args)
	if err := fn.CallWithStack(in.ctx, in.stack[:max(len(args), 1)]); err != nil {
		in.err = err
		return 0
	}
	return in.stack[0]
}

// num, ptr and ok read the result as int32, address or handle, and C truth.
func (in *instance) num(name string, args ...uint64) int {
	return int(int32(uint32(in.call(name, args...))))
}

func (in *instance) ptr(name string, args ...uint64) uint32 {
	return uint32(in.call(name, args...))
}

func (in *instance) ok(name string, args ...uint64) bool {
	return uint32(in.call(name, args...)) != 0
}

// out is the address of the nth 8-byte slot of the scratch buffer.
func (in *instance) out(n uint32) uint64 { return uint64(in.scratch + 8*n) }

// clear zeroes the first n slots, so that a call that writes nothing reads as 0.
func (in *instance) clear(n int) { in.write(in.scratch, make([]byte, 8*n)) }

// u32 reads a slot. After a failure it is 0: the memory may be another's.
func (in *instance) u32(n uint32) uint32 {
	if in.err != nil {
		return 0
	}
	v, _ := in.mod.Memory().ReadUint32Le(in.scratch + 8*n)
	return v
}

func (in *instance) f32(n uint32) float64 { return float64(math.Float32frombits(in.u32(n))) }

// bytes copies out of the module's memory; nil when the range is not there.
func (in *instance) bytes(at, length uint32) []byte {
	if in.err != nil {
		return nil
	}
	b, ok := in.mod.Memory().Read(at, length)
	if !ok {
		in.err = errTrapped
		return nil
	}
	return append([]byte(nil), b...)
}

func (in *instance) write(at uint32, data []byte) {
	if in.err == nil && !in.mod.Memory().Write(at, data) {
		in.err = errTrapped
	}
}

// cstring writes s with its final zero to the scratch buffer, from byte 1024 on,
// so that it can be an argument of a call that fills slots.
func (in *instance) cstring(s string) uint64 {
	at := in.scratch + 1024
	in.write(at, append([]byte(s[:min(len(s), scratchSize-1025)]), 0))
	return uint64(at)
}

// sized asks a function that fills a buffer and returns the length it needs, as
// all of PDFium's string getters do: ask(buffer, capacity) int.
func (in *instance) sized(ask func(buf, capacity uint64) int) []byte {
	const at = 2048 // leaves room for slots and a cstring's first kilobyte
	room := uint64(scratchSize - at)
	need := ask(uint64(in.scratch)+at, room)
	if need <= 0 || in.err != nil {
		return nil
	}
	if uint64(need) <= room {
		return in.bytes(in.scratch+at, uint32(need))
	}
	if need > stringLimit {
		return nil
	}
	buf := in.ptr("malloc", uint64(need))
	if buf == 0 {
		return nil
	}
	defer in.call("free", uint64(buf))
	got := ask(uint64(buf), uint64(need))
	return in.bytes(buf, uint32(min(max(got, 0), need)))
}

// text is sized for UTF-16 strings; the final zero is cut.
func (in *instance) text(ask func(buf, capacity uint64) int) string {
	return decodeUTF16(in.sized(ask))
}

// decodeUTF16 reads little-endian UTF-16 up to a final zero; a lone surrogate
// becomes U+FFFD.
func decodeUTF16(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	for len(units) > 0 && units[len(units)-1] == 0 {
		units = units[:len(units)-1]
	}
	return string(utf16.Decode(units))
}

func (in *instance) f64(n uint32) float64 {
	if in.err != nil {
		return 0
	}
	v, _ := in.mod.Memory().ReadFloat64Le(in.scratch + 8*n)
	return v
}

func (in *instance) f32At(at uint32) float64 {
	if in.err != nil {
		return 0
	}
	v, _ := in.mod.Memory().ReadFloat32Le(at)
	return float64(v)
}
