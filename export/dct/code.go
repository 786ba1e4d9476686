package dct

import (
	"math/bits"
	"slices"
	"sync"
)

// component is how one of brightness, blue and red is coded.
type component struct {
	step   *[64]int32 // of the quantiser, times 8, in natural order
	dc, ac *book
	last   int32 // the mean of the block before
}

// coder writes one picture.
type coder struct {
	out  []byte
	acc  uint64 // bits that are not yet a byte, the newest lowest
	n    uint
	part [3]component
}

// book gives the word of a value: its bits and their number.
type book [256]struct {
	bits uint32
	n    uint8
}

// books are those of the tables: brightness and colours, means and the rest.
var books = sync.OnceValue(func() *[4]book {
	var out [4]book
	for i, s := range []spec{lumaDC, lumaAC, chromaDC, chromaAC} {
		next, at := uint32(0), 0
		for n, count := range s.count {
			for range count {
				out[i][s.values[at]].bits, out[i][s.values[at]].n = next, uint8(n+1)
				next, at = next+1, at+1
			}
			next <<= 1
		}
	}
	return &out
})

// scaled gives the steps of a quality, in zigzag order.
func scaled(base *[64]int32, quality int) (out [64]int32) {
	quality = min(max(quality, 1), 100)
	k := int32(200 - 2*quality)
	if quality < 50 {
		k = int32(5000 / quality)
	}
	for i, v := range base {
		out[i] = min(max((v*k+50)/100, 1), 255)
	}
	return out
}

// Markers of T.81, table B.1.
const (
	soi, eoi, dqt, sof0, dht, sos = 0xd8, 0xd9, 0xdb, 0xc0, 0xc4, 0xda
)

func newCoder(w, h, quality, parts int) *coder {
	if w < 1 || h < 1 || w > MaxSide || h > MaxSide {
		return nil
	}
	c := &coder{out: make([]byte, 0, w*h/16+1024)}
	steps := [2][64]int32{scaled(&lumaSteps, quality), scaled(&chromaSteps, quality)}
	tables := 1
	if parts > 1 {
		tables = 2
	}
	c.out = append(c.out, 0xff, soi)
	var quant, huff []byte
	for i := range tables {
		quant = append(quant, byte(i))
		for _, v := range steps[i] {
			quant = append(quant, byte(v))
		}
		for class, s := range [][]spec{{lumaDC, lumaAC}, {chromaDC, chromaAC}}[i] {
			huff = append(huff, byte(class<<4|i))
			for _, n := range s.count {
				huff = append(huff, byte(n))
			}
			huff = append(huff, s.values...)
		}
	}
	c.segment(dqt, quant)
	frame, scan := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(parts)}, []byte{byte(parts)}
	for i := range parts {
		table, size := byte(min(i, 1)), byte(0x11)
		if i == 0 && parts > 1 {
			size = 0x22
		}
		frame, scan = append(frame, byte(i+1), size, table), append(scan, byte(i+1), table<<4|table)
		natural := new([64]int32)
		for k, v := range steps[table] {
			natural[order[k]] = 8 * v
		}
		c.part[i] = component{step: natural, dc: &books()[2*table], ac: &books()[2*table+1]}
	}
	c.segment(sof0, frame)
	c.segment(dht, huff)
	c.segment(sos, append(scan, 0, 63, 0))
	return c
}

func (c *coder) segment(marker byte, data []byte) {
	n := len(data) + 2
	c.out = append(append(c.out, 0xff, marker, byte(n>>8), byte(n)), data...)
}

// end fills the last byte with ones and closes the picture.
func (c *coder) end() []byte {
	c.put(1<<7-1, 7)
	return slices.Clip(append(c.out, 0xff, eoi))
}

// put writes the n lowest bits of v, at most 32.
func (c *coder) put(v uint32, n uint8) {
	c.acc, c.n = c.acc<<n|uint64(v), c.n+uint(n)
	for c.n >= 8 {
		c.n -= 8
		b := byte(c.acc >> c.n)
		c.out = append(c.out, b)
		if b == 0xff { // else it would begin a marker
			c.out = append(c.out, 0)
		}
	}
}

// number writes a value behind the word of its length; run is the number of
// zeros before it.
func (c *coder) number(b *book, run, v int32) {
	size := bits.Len32(uint32(max(v, -v)))
	if v < 0 {
		v += 1<<size - 1
	}
	word := &b[int(run)<<4|size]
	c.put(word.bits<<size|uint32(v), word.n+uint8(size))
}

// paper writes a white unit.
func (c *coder) paper() {
	for range 4 {
		c.flat(0, 127)
	}
	c.flat(1, 0)
	c.flat(2, 0)
}

// flat writes a block of one value.
func (c *coder) flat(i int, v int32) {
	p := &c.part[i]
	c.mean(p, nearest(64*v, p.step[0]))
	c.put(p.ac[0].bits, p.ac[0].n) // end of block
}

// mean writes the first coefficient, as what it differs from the one before.
func (c *coder) mean(p *component, v int32) {
	c.number(p.dc, 0, v-p.last)
	p.last = v
}

// nearest divides and rounds, halves away from zero.
func nearest(v, by int32) int32 {
	if v < 0 {
		return -((by/2 - v) / by)
	}
	return (v + by/2) / by
}

// block writes a block; its samples are lost.
func (c *coder) block(i int, b *[64]int32) {
	if even(b) {
		c.flat(i, b[0])
		return
	}
	transform(b)
	p := &c.part[i]
	c.mean(p, nearest(b[0], p.step[0]))
	run := int32(0)
	for _, at := range order[1:] {
		v, by := b[at], p.step[at]
		if 2*max(v, -v) < by {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			c.put(p.ac[0xf0].bits, p.ac[0xf0].n)
		}
		c.number(p.ac, run, nearest(v, by))
		run = 0
	}
	if run > 0 {
		c.put(p.ac[0].bits, p.ac[0].n)
	}
}

// even tells a block of one value.
func even(b *[64]int32) bool {
	for _, v := range b[1:] {
		if v != b[0] {
			return false
		}
	}
	return true
}

// Constants of the transform in 1/8192, named as in Loeffler, Ligtenberg and
// Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications" (1989):
// sums and differences of cosines of multiples of pi/16, times the root of 2.
const (
	whole = 13 // bits of a fraction
	k0298 = 2446
	k0390 = 3196
	k0541 = 4433
	k0765 = 6270
	k0899 = 7373
	k1175 = 9633
	k1501 = 12299
	k1847 = 15137
	k1961 = 16069
	k2053 = 16819
	k2562 = 20995
	k3072 = 25172
)

// transform is the cosine transform of T.81, A.3.3, times 8: rows, then columns.
// Between the two, values keep two more bits.
func transform(b *[64]int32) {
	for y := 0; y < 64; y += 8 {
		line(b, y, 1, whole-2)
	}
	for x := range 8 {
		line(b, x, 8, whole+2)
	}
}

// line transforms eight values and drops so many bits of the products.
func line(b *[64]int32, at, step int, drop uint) {
	v := [8]*int32{&b[at], &b[at+step], &b[at+2*step], &b[at+3*step], &b[at+4*step], &b[at+5*step], &b[at+6*step], &b[at+7*step]}
	s0, s1, s2, s3 := *v[0]+*v[7], *v[1]+*v[6], *v[2]+*v[5], *v[3]+*v[4]
	d0, d1, d2, d3 := *v[0]-*v[7], *v[1]-*v[6], *v[2]-*v[5], *v[3]-*v[4]
	round := int32(1) << (drop - 1)

	sum, in, out := s0+s3, s1+s2, s0-s3
	turn := (s1 - s2 + out) * k0541
	*v[0] = ((sum+in)<<whole + round) >> drop
	*v[4] = ((sum-in)<<whole + round) >> drop
	*v[2] = (turn + out*k0765 + round) >> drop
	*v[6] = (turn - (s1-s2)*k1847 + round) >> drop

	all := (d0 + d1 + d2 + d3) * k1175
	a, c := all-(d3+d1)*k1961, all-(d2+d0)*k0390
	e, f := -(d3+d0)*k0899, -(d2+d1)*k2562
	*v[7] = (d3*k0298 + e + a + round) >> drop
	*v[5] = (d2*k2053 + f + c + round) >> drop
	*v[3] = (d1*k3072 + f + a + round) >> drop
	*v[1] = (d0*k1501 + e + c + round) >> drop
}
