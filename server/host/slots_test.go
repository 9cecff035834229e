package host

import "testing"

func TestSlots(t *testing.T) {
	for text, want := range map[string]int{
		"MemTotal: 9 kB\nMemAvailable:   16777216 kB\n": 128,
		"MemAvailable: 1000 kB\n":                       minRunSlots,
		"MemAvailable: 999999999 kB\n":                  maxRunSlots,
		"MemAvailable: much\n":                          unknownRunSlots,
		"":                                              unknownRunSlots,
	} {
		if got := slotsOf([]byte(text)); got != want {
			t.Errorf("%q gives %d slots, want %d", text, got, want)
		}
	}
}
