package pdfium

import "vaughn/index/pdfium/pdftest"

func build(objects ...string) []byte                 { return pdftest.Build(objects...) }
func stream(dict, data string) string                { return pdftest.Stream(dict, data) }
func simple(extra string, contents ...string) []byte { return pdftest.Pages(extra, contents...) }

// bomb is a page that draws 10^9 objects.
func bomb() []byte { return pdftest.Endless("") }
