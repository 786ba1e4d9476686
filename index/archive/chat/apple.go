package chat

import "time"

// epochApple is the moment from which Apple's programs count: 2001-01-01 UTC.
const epochApple = 978307200

// Apple reads a time of Apple's programs: seconds since 2001, or nanoseconds
// when the number is too great for that. Zero is no time.
func Apple(v float64, n int64) (time.Time, bool) {
	var at time.Time
	switch {
	case n > 1e11:
		at = time.Unix(epochApple+n/1e9, n%1e9).UTC()
	case v <= 0 || v > 1e11:
		return time.Time{}, false
	default:
		// Microseconds: a float of seconds holds no more.
		at = time.UnixMicro(epochApple*1e6 + int64(v*1e6)).UTC()
	}
	return at, plausible(at)
}
