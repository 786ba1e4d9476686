package pdfium

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// QUIRK: wazero 1.12 writes down the name of an invoke_* function's type at its
// first call, unguarded, in a place that all instances share (wazero issue 2520).
// Two documents opened at once race there. settle makes each first call while
// nobody else is around. It needs a module of its own: the functions can be
// called only from WebAssembly.
func settle(ctx context.Context, r wazero.Runtime, module wazero.CompiledModule) error {
	var invokes []api.FunctionDefinition
	for _, def := range module.ImportedFunctions() {
		if from, name, _ := def.Import(); from == "env" && strings.HasPrefix(name, "invoke_") {
			invokes = append(invokes, def)
		}
	}
	mod, err := r.InstantiateWithConfig(ctx, caller(invokes), wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return fmt.Errorf("settling the host: %w", err)
	}
	for i := range invokes {
		// The table is empty, so the call fails, after the type was looked up.
		if _, err := mod.ExportedFunction(strconv.Itoa(i)).Call(ctx); err == nil {
			return errors.Join(errors.New("settling the host: a call through an empty table came back"), mod.Close(ctx))
		}
	}
	return mod.Close(ctx)
}

// Section ids, types and opcodes of the WebAssembly core specification 2.0,
// chapter 5, beside those of the meter.
const (
	sectionType     = 1
	sectionFunction = 3
	sectionTable    = 4
	sectionExport   = 7

	typeFunc    = 0x60
	typeFuncRef = 0x70
	opCall      = 0x10
	opDrop      = 0x1a
	opEnd       = 0x0b
)

// zero is the instruction that pushes a 0 of each number type.
var zero = map[api.ValueType][]byte{
	api.ValueTypeI32: {0x41, 0},
	api.ValueTypeI64: {0x42, 0},
	api.ValueTypeF32: {0x43, 0, 0, 0, 0},
	api.ValueTypeF64: {0x44, 0, 0, 0, 0, 0, 0, 0, 0},
}

// caller is a module with an empty table that imports the given functions and
// exports, as "0", "1" …, one function for each that calls it with zeros.
func caller(imports []api.FunctionDefinition) []byte {
	n := len(imports)
	count := func(n int) []byte { return appendLEB(nil, n) }
	name := func(b []byte, s string) []byte { return append(appendLEB(b, len(s)), s...) }
	types, from, funcs, exports, code := count(n+1), count(n), count(n), count(n), count(n)
	for i, def := range imports {
		types = append(appendLEB(append(types, typeFunc), len(def.ParamTypes())), def.ParamTypes()...)
		types = append(appendLEB(types, len(def.ResultTypes())), def.ResultTypes()...)
		module, export, _ := def.Import()
		from = appendLEB(append(name(name(from, module), export), 0), i)
		funcs = appendLEB(funcs, n)
		exports = appendLEB(append(name(exports, strconv.Itoa(i)), 0), n+i)
		body := []byte{0} // no locals
		for _, p := range def.ParamTypes() {
			body = append(body, zero[p]...)
		}
		body = appendLEB(append(body, opCall), i)
		for range def.ResultTypes() {
			body = append(body, opDrop)
		}
		body = append(body, opEnd)
		code = append(appendLEB(code, len(body)), body...)
	}
	types = append(types, typeFunc, 0, 0)
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range []struct {
		id      byte
		content []byte
	}{
		{sectionType, types}, {sectionImport, from}, {sectionFunction, funcs},
		{sectionTable, []byte{1, typeFuncRef, 0, 0}}, {sectionExport, exports}, {sectionCode, code},
	} {
		out = append(appendLEB(append(out, s.id), len(s.content)), s.content...)
	}
	return out
}
