package pdfium

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// packed is the WebAssembly build of PDFium, see README.md for where it comes
// from and fetch.sh for how to get it again.
//
//go:embed pdfium.wasm.zst
var packed []byte

// Checksum is the SHA-256 of the unpacked module, as published in the npm
// package that README.md names. New refuses any other module.
const Checksum = "71aec412a303a0405baee21c3d6d3f30ad2033dc02444130fe476be3976e2d09"

// moduleLimit bounds what unpacking may allocate; the module has 4 MB.
const moduleLimit = 16 << 20

// unpack gives the module's bytes, checked: a repository that was edited by
// mistake must fail here and not as a wrong page.
func unpack(packed []byte) ([]byte, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(moduleLimit), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("unpacking the PDF module: %w", err)
	}
	defer dec.Close()
	code, err := dec.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("unpacking the PDF module: %w", err)
	}
	sum := sha256.Sum256(code)
	if got := hex.EncodeToString(sum[:]); got != Checksum {
		return nil, fmt.Errorf("unpacking the PDF module: SHA-256 is %s, want %s", got, Checksum)
	}
	return code, nil
}
