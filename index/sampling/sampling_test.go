package sampling

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestExactAgainstTables: figures that handbooks of statistics print.
func TestExactAgainstTables(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{0, 30, 0, 0.1157}, {1, 20, 0.0013, 0.2487}, {5, 100, 0.0164, 0.1128},
		{10, 10, 0.6915, 1}, {0, 1, 0, 0.975}, {50, 100, 0.3983, 0.6017}, {0, 0, 0, 1},
	} {
		got := Exact(c.k, c.n, 0.95)
		if math.Abs(got.Low-c.low) > 6e-5 || math.Abs(got.High-c.high) > 6e-5 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.k, c.n, got.Low, got.High, c.low, c.high)
		}
	}
}

// atMost is the chance of k or fewer among n, added up term by term.
func atMost(k, n int, p float64) float64 {
	sum := 0.0
	for i := 0; i <= k; i++ {
		c, _ := new(big.Float).SetInt(new(big.Int).Binomial(int64(n), int64(i))).Float64()
		sum += c * math.Pow(p, float64(i)) * math.Pow(1-p, float64(n-i))
	}
	return sum
}

// TestExactAgainstTails: at either end of the interval what was seen, or
// something farther off, has exactly the chance of one tail.
func TestExactAgainstTails(t *testing.T) {
	for _, confidence := range []float64{0.8, 0.95, 0.99} {
		tail := (1 - confidence) / 2
		for n := 1; n <= 60; n += 7 {
			for k := 0; k <= n; k++ {
				got := Exact(k, n, confidence)
				if k < n && math.Abs(atMost(k, n, got.High)-tail) > 1e-9 {
					t.Errorf("%d of %d at %g: the upper end leaves %g", k, n, confidence, atMost(k, n, got.High))
				}
				if k > 0 && math.Abs(1-atMost(k-1, n, got.Low)-tail) > 1e-9 {
					t.Errorf("%d of %d at %g: the lower end leaves %g", k, n, confidence, 1-atMost(k-1, n, got.Low))
				}
			}
		}
	}
}

// TestExactCovers draws from populations whose share is known: the interval must
// hold it at least as often as it promises.
func TestExactCovers(t *testing.T) {
	for _, bad := range []int{0, 20, 100, 700} {
		population := make([]string, 2000)
		wrong := map[string]bool{}
		for i := range population {
			population[i] = fmt.Sprintf("%032x", i*7919)
			wrong[population[i]] = i < bad
		}
		held, runs := 0, 300
		for run := range runs {
			k := 0
			for _, id := range Draw(fmt.Sprint("run ", run), population, 120) {
				if wrong[id] {
					k++
				}
			}
			if in, share := Exact(k, 120, 0.95), float64(bad)/2000; in.Low <= share && share <= in.High {
				held++
			}
		}
		if held < runs*93/100 {
			t.Errorf("%d wrong of 2000: %d of %d intervals hold it", bad, held, runs)
		}
	}
}

// TestDrawIsFairAndRepeats: the same seed draws the same, whatever the order of
// the population; over many seeds every member is drawn equally often; one that
// joins moves no other but the last.
func TestDrawIsFairAndRepeats(t *testing.T) {
	population := make([]string, 50)
	for i := range population {
		population[i] = fmt.Sprint("record ", i)
	}
	times := map[string]int{}
	for seed := range 4000 {
		for _, id := range Draw(fmt.Sprint(seed), population, 5) {
			times[id]++
		}
	}
	chi := 0.0
	for _, id := range population { // 400 draws each are expected
		chi += math.Pow(float64(times[id])-400, 2) / 400
	}
	if chi > 85.4 { // 49 degrees of freedom, one chance in a thousand
		t.Errorf("some are drawn more often than others: chi square %.1f", chi)
	}
	first := Draw("s", population, 9)
	shuffled := slices.Clone(population)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if again := Draw("s", shuffled, 9); !slices.Equal(again, first) || Sum(shuffled) != Sum(population) {
		t.Errorf("%v, then %v", first, again)
	}
	for _, id := range Draw("s", append(shuffled, "one more"), 9) {
		if id != "one more" && !slices.Contains(first, id) {
			t.Errorf("%s came in", id)
		}
	}
	if n := len(Draw("s", population, 99)); n != 50 || Draw("s", nil, 3) == nil || Sum(population[1:]) == Sum(population) {
		t.Errorf("%d drawn of all", n)
	}
}

// TestSize: the figures every table of sample sizes has, and that a sample of
// that size keeps its margin.
func TestSize(t *testing.T) {
	for _, c := range []struct {
		population         int
		confidence, margin float64
		want               int
	}{{1_000_000, 0.95, 0.05, 384}, {1_000_000, 0.95, 0.02, 2396}, {1000, 0.95, 0.05, 278}, {500, 0.99, 0.05, 286}, {10, 0.95, 0.05, 10}, {0, 0.95, 0.05, 0}, {3, 0.5, 0.5, 1}} {
		if got := Size(c.population, c.confidence, c.margin); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
