package pst_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"vaughn/index/archive/pst"
	"vaughn/index/archive/pst/psttest"
)

func ExampleFile_Walk() {
	data := psttest.Build(psttest.Options{Layout: psttest.Unicode}, psttest.Store{Folders: []psttest.Folder{{
		NID: 0x8022, Name: "Inbox", Messages: []psttest.Message{{
			NID: 0x200024,
			Props: []psttest.Prop{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "\x01\x05RE: Bridge"},
				{ID: 0x0C1A, Value: "Ines Amaro"}},
			Attachments: []psttest.Attachment{{Props: []psttest.Prop{{ID: 0x3707, Value: "plan.txt"}}, Data: []byte("load 12 t")}},
		}}}}})
	f, err := pst.Open(bytes.NewReader(data), int64(len(data)), pst.Options{
		Report: func(p pst.Problem) { fmt.Println("problem:", p) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = f.Walk(context.Background(), pst.Visitor{
		Item: func(it *pst.Item) error {
			subject, _ := it.Props.Subject()
			from, _ := it.Props.String(pst.PropSenderName)
			fmt.Printf("%v %v in %s: %q from %s\n", it.NID, it.Kind, strings.Join(it.Path, "/"), subject, from)
			for _, a := range it.Attachments {
				s, err := a.Open()
				if err != nil {
					return err
				}
				b, err := io.ReadAll(s)
				fmt.Printf("  %s: %s (%v)\n", a.Name(), b, err)
			}
			return nil
		},
		Leave: func(d *pst.Folder) error {
			fmt.Printf("%q: expected %d, read %d, lost %d\n", d.Path, d.Expected, d.Read, d.Lost)
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// []: expected 0, read 0, lost 0
	// 0x200024 mail in Inbox: "RE: Bridge" from Ines Amaro
	//   plan.txt: load 12 t (<nil>)
	// ["Inbox"]: expected 1, read 1, lost 0
}
