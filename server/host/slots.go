package host

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
)

const (
	// runMemory is what a run is reckoned with, in bytes: most use a third of
	// that, a few as much as their limit.
	runMemory = 64 << 20
	// slotsPerKept is how many such runs there are to one sandbox that is kept for
	// its reader, which takes a third of that memory.
	slotsPerKept = 2
	// minRunSlots and maxRunSlots bound how many runs may be under way that have a
	// process of their own; unknownRunSlots are those of a machine that does not
	// say what memory it has.
	minRunSlots     = 4
	maxRunSlots     = 512
	unknownRunSlots = 64
)

// Slots returns how many runs half of the memory that is free now can take.
func Slots() int {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return unknownRunSlots
	}
	return slotsOf(text)
}

// slotsOf does what Slots says, by the text of /proc/meminfo.
func slotsOf(meminfo []byte) int {
	for lines := bufio.NewScanner(bytes.NewReader(meminfo)); lines.Scan(); {
		rest, ok := bytes.CutPrefix(lines.Bytes(), []byte("MemAvailable:"))
		if !ok {
			continue
		}
		kib, err := strconv.Atoi(string(bytes.TrimSuffix(bytes.TrimSpace(rest), []byte(" kB"))))
		if err != nil {
			break
		}
		return min(max(kib<<10/2/runMemory, minRunSlots), maxRunSlots)
	}
	return unknownRunSlots
}
