// Package pdfium reads PDF files: page sizes, text, character boxes, pictures
// of pages, and the objects a page is painted from. It is PDFium (the engine
// of the Chrome browser) compiled to WebAssembly and run inside this process.
//
// What it promises:
//   - A hostile file stays inside. Every document has an instance of its own
//     with its own memory; it sees one read-only file, its own bytes, and no
//     disk, network, clock, environment or fonts of the machine. So the same
//     bytes give the same answers on every machine.
//   - Memory and time are bounded (Options). A document that goes over is
//     closed, its neighbours go on.
//   - Every error carries a fault.Code: Encrypted, Damaged, Limit, Cancelled.
//
// What it refuses: to write or change a PDF, to run its JavaScript or XFA, to
// follow its links.
//
// Limits: fonts that a file does not embed are drawn with PDFium's built-in
// look-alikes of the 14 standard fonts, so unembedded Chinese, Japanese or
// Korean text is extracted but not drawn. The UserUnit of PDF 1.6 is ignored,
// as PDFium does.
//
// Annotations and form fields are painted into a page when it is loaded (in the
// sandbox's memory only), so text, objects and picture tell of the page that a
// person sees. Annotations lists what they were.
//
// All geometry is in PDF points (1/72 inch) on the page as displayed, after
// /Rotate and clipped to the crop box, origin at the top left, y downwards.
package pdfium
