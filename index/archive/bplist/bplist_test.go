package bplist

import (
	"encoding/hex"
	"reflect"
	"testing"
)

// written by Python's plistlib (FMT_BINARY).
var samples = map[string]string{
	"mixed":  "62706c6973743030d6010203040506070f10171819526563546c6f6e67516e53756964547768656e5477696465d108095130a10ad20b0c0d0e516451742341c494332140000043040b735f102830313233343536373839303132333435363738393031323334353637383930313233343536373839a6111213141516100010ff13fffffffffffffffd130000010000000000090880073340f51800000000006800fc006e00ef002026030020d834dd1e0815181d1f23282d303234393b3d464a757c7e8089929394969f0000000000000101000000000000001a000000000000000000000000000000b0",
	"scalar": "62706c6973743030547465787408000000000000010100000000000000010000000000000000000000000000000d",
	"empty":  "62706c6973743030d0080000000000000101000000000000000100000000000000000000000000000009",
}

func sample(t testing.TB, name string) []byte {
	b, err := hex.DecodeString(samples[name])
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParse(t *testing.T) {
	for name, want := range map[string]any{
		"mixed": map[string]any{"ec": map[string]any{"0": []any{map[string]any{"d": 690513474.5, "t": []byte{4, 11, 's'}}}}, "n": []any{int64(0), int64(255), int64(-3), int64(1 << 40), true, false},
			"wide": "ünï ☃ 𝄞", "when": Date(86400), "uid": UID(7), "long": "0123456789012345678901234567890123456789"},
		"scalar": "text",
		"empty":  map[string]any{},
	} {
		got, err := Parse(sample(t, name))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v, %v", name, got, err)
		}
	}
}

// TestBounds: lists that name themselves, or unfold without end, are refused.
func TestBounds(t *testing.T) {
	loop := []byte("bplist00\xa1\x00\x08")
	loop = append(loop, make([]byte, 6)...)
	loop = append(loop, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10)
	if v, err := Parse(loop); err == nil {
		t.Errorf("a loop gave %v", v)
	}
	// Each of 20 arrays holds the next one 15 times.
	b := []byte("bplist00")
	var table []byte
	for i := range 20 {
		table = append(table, byte(len(b)>>8), byte(len(b)))
		b = append(b, 0xae)
		for range 14 {
			b = append(b, byte(min(i+1, 19)))
		}
	}
	at := len(b)
	b = append(append(b, table...), 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, byte(at>>8), byte(at))
	if v, err := Parse(b); err == nil {
		t.Errorf("a bomb gave %v", v)
	}
}

func FuzzParse(f *testing.F) {
	for name := range samples {
		f.Add(sample(f, name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if v, err := Parse(b); err == nil && v != nil && !Is(b) {
			t.Fatal("a value of nothing")
		}
	})
}
