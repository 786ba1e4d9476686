package store

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/record"
)

// fill gives every field of a value something that is not its zero.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.String:
		v.SetString("é" + string(rune('a'+*n%26)))
	case reflect.Bool:
		v.SetBool(true)
	default:
		v.SetInt(int64(*n) * 7)
	}
}

// TestLongKeepsEveryField: a field that is added to a block or an entry and not
// to its packed form would vanish from every long conversation.
func TestLongKeepsEveryField(t *testing.T) {
	n := 0
	want := long{blocks: make([]record.Block, 3), entries: make([]record.Entry, 3)}
	fill(reflect.ValueOf(&want.blocks[0]).Elem(), &n)
	fill(reflect.ValueOf(&want.blocks[2]).Elem(), &n)
	fill(reflect.ValueOf(&want.entries[0]).Elem(), &n)
	fill(reflect.ValueOf(&want.entries[2]).Elem(), &n)
	for i := range want.blocks {
		b := &want.blocks[i]
		if i != 1 && !dressed(*b) {
			t.Errorf("block %d would lose its dress", i)
		}
		b.Form, b.List, b.Cell, b.Insets = "", 0, nil, nil
	}
	got, err := unpackLong(string(want.pack()))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(long{})); d != "" {
		t.Error(d)
	}
}

// FuzzUnpackLong: damage gives an error or lists no longer than the bytes, and
// never a panic.
func FuzzUnpackLong(f *testing.F) {
	f.Add(string(long{blocks: []record.Block{{Role: "note", Span: record.Span{Start: 1, End: 4}}}, entries: []record.Entry{{ID: "a", At: 5, Held: []int{1}}}}.pack()))
	f.Add("\x02")
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, data string) {
		l, err := unpackLong(data)
		if err == nil && len(l.blocks)+len(l.entries) > len(data) {
			t.Errorf("%d things out of %d bytes", len(l.blocks)+len(l.entries), len(data))
		}
	})
}
