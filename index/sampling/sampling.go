// Package sampling draws random samples that anybody can draw again, and says
// what a sample shows of the whole it was drawn from. It is pure: it reads no
// clock, no file and no source of chance but the seed it is given.
//
// A record's place in the draw is the SHA-256 of the seed and its id: the sample
// is the records with the smallest sums. Who holds seed and population finds the
// same sample, on any machine and in any program; a record that joins or leaves
// the population later moves no other.
//
// Intervals are those of Clopper and Pearson (Biometrika 26, 1934): exact, that
// is never narrower than their confidence promises. They take the draws for
// independent; a sample without repetition from a small population is known
// better than they say, never worse.
package sampling

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
)

// Draw gives the n members of a population that a seed chooses, in the order in
// which it does; fewer when there are no more. The order of the population does
// not matter.
func Draw(seed string, population []string, n int) []string {
	type ticket struct {
		sum [sha256.Size]byte
		id  string
	}
	all := make([]ticket, len(population))
	for i, id := range population {
		all[i] = ticket{sha256.Sum256([]byte(seed + "\n" + id)), id}
	}
	slices.SortFunc(all, func(a, b ticket) int { return bytes.Compare(a.sum[:], b.sum[:]) })
	out := make([]string, 0, max(0, min(n, len(all))))
	for _, t := range all[:cap(out)] {
		out = append(out, t.id)
	}
	return out
}

// Sum names a population: the SHA-256 of its members in order of their bytes,
// one a line. Two equal sums are the same records.
func Sum(population []string) string {
	h := sha256.New()
	for _, id := range slices.Sorted(slices.Values(population)) {
		fmt.Fprintln(h, id)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Interval is where a share lies with the confidence asked for.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Exact gives the interval of Clopper and Pearson for k found among n that were
// looked at, at a confidence such as 0.95. Of nothing looked at it is all there
// is, 0 to 1.
func Exact(k, n int, confidence float64) Interval {
	tail := (1 - confidence) / 2
	out := Interval{0, 1}
	if k > 0 {
		out.Low = betaQuantile(tail, float64(k), float64(n-k+1))
	}
	if k < n {
		out.High = betaQuantile(1-tail, float64(k+1), float64(n-k))
	}
	return out
}

// Size is how many to look at so that a share is known to a margin on either
// side (0.02 is two points in a hundred) at a confidence, whatever it turns out
// to be: half, the worst case, is assumed. Of a small population fewer are
// enough.
func Size(population int, confidence, margin float64) int {
	if population <= 0 {
		return 0
	}
	z := math.Sqrt2 * math.Erfinv(confidence)
	n := z * z / 4 / (margin * margin)
	n /= 1 + (n-1)/float64(population)
	return min(population, max(1, int(math.Ceil(n-1e-9))))
}

// betaQuantile is where the beta distribution reaches p. Sixty halvings bring
// the error below what a float tells apart.
func betaQuantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		mid := (low + high) / 2
		if betaShare(mid, a, b) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// betaShare is the regularised incomplete beta function I_x(a, b), by the
// continued fraction of DLMF 8.17.22, on the side where it converges fast.
func betaShare(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return min(1, max(0, x))
	}
	if x > (a+1)/(a+b+2) {
		return 1 - betaShare(1-x, b, a)
	}
	ga, _ := math.Lgamma(a)
	gb, _ := math.Lgamma(b)
	gab, _ := math.Lgamma(a + b)
	front := math.Exp(gab-ga-gb+a*math.Log(x)+b*math.Log1p(-x)) / a
	return front / betaFraction(x, a, b)
}

// betaFraction is 1 + d1/(1 + d2/(1 + …)) by Lentz's method.
func betaFraction(x, a, b float64) float64 {
	const tiny = 1e-300
	f, c, d := 1.0, 1.0, 0.0
	for m := 1; m < 10_000; m++ {
		k := float64(m / 2)
		var num float64
		if m%2 == 0 {
			num = k * (b - k) * x / ((a + 2*k - 1) * (a + 2*k))
		} else {
			num = -(a + k) * (a + b + k) * x / ((a + 2*k) * (a + 2*k + 1))
		}
		d = 1 + num*d
		if math.Abs(d) < tiny {
			d = tiny
		}
		c = 1 + num/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		f *= c * d
		if math.Abs(c*d-1) < 1e-15 {
			break
		}
	}
	return f
}
