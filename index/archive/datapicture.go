package archive

import (
	"fmt"

	"vaughn/index/message"
	"vaughn/index/record"
)

// dataPictures puts pictures that an HTML body holds in its own addresses
// (RFC 2397) behind the attachments: there each is a record of its own, to be
// looked at and redacted like any other. The body stays as it is.
func dataPictures(m *message.Message, lim Limits, used *budget) {
	n := 0
	for _, b := range m.Bodies {
		if b.Type != "text/html" {
			continue
		}
		for media, data := range record.DataPictures(b.Text) {
			if used.parts++; used.parts > lim.Parts {
				m.Note(ProblemParts, "", false)
				return
			}
			n++
			a := attachment{message.Attachment{Name: fmt.Sprintf("picture-%d%s", n, endingOf(media)), Type: clip(media, 60), Inline: true}}
			a.setBytes(data)
			m.Attached = append(m.Attached, a.Attachment)
		}
	}
}

// endingOf is the usual ending of a picture's name, "" for kinds seldom met.
func endingOf(media string) string {
	return map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/gif": ".gif", "image/bmp": ".bmp",
		"image/webp": ".webp", "image/svg+xml": ".svg", "image/tiff": ".tif"}[media]
}
