package plate

import (
	"image"

	"vaughn/export/g4"
)

// threshold parts black from white: a little above the middle, so that thin
// grey lines stay.
const threshold = 150

// G4 gives the Group 4 data of a picture as it is stored in a plate, nil for one
// of more than g4.MaxSide pixels a side. There is one coding for one picture of
// two levels, so nothing can hide in it.
func G4(g *image.Gray) []byte {
	b, err := g4.FromGray(g, threshold)
	if err != nil {
		return nil
	}
	return g4.Encode(b)
}
