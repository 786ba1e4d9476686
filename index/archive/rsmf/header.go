package rsmf

import (
	"slices"
	"strconv"
	"time"
)

// CheckHeader holds the header of the mail around a manifest against it; get
// gives a field's value, "" when there is none. All it finds are warnings.
func CheckHeader(m *Manifest, get func(name string) string) []Fault {
	var out []Fault
	differs := func(name string, ok bool) {
		if get(name) != "" && !ok {
			out = append(out, Fault{HeaderDiffers, name, false})
		}
	}
	number := func(name string, want int) {
		n, err := strconv.Atoi(get(name))
		differs(name, err == nil && n == want)
	}
	var times []time.Time
	files := 0
	for _, e := range m.Events {
		if t, ok := Time(e.Timestamp); ok {
			times = append(times, t)
		}
		files += len(e.Attachments)
	}
	number("X-RSMF-EventCount", len(m.Events))
	number("X-RSMF-AttachmentCount", files)
	differs("X-RSMF-EventCollectionID", get("X-RSMF-EventCollectionID") == m.Collection)
	if v := get("X-RSMF-Version"); v != "" && m.Version != "" {
		differs("X-RSMF-Version", v[0] == m.Version[0])
	}
	if len(times) > 0 {
		same := func(name string, want time.Time) {
			t, ok := Time(get(name))
			differs(name, ok && t.Truncate(time.Second).Equal(want.Truncate(time.Second)))
		}
		same("X-RSMF-BeginDate", slices.MinFunc(times, time.Time.Compare))
		same("X-RSMF-EndDate", slices.MaxFunc(times, time.Time.Compare))
	}
	return out
}
