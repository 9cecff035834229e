package host

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
)

const (
	// runMemory is the memory reserved for a run, in bytes: most use a third of it, a few
	// as much as their limit.
	runMemory = 64 << 20
	// slotsPerKept is how many slots there are for each sandbox that stays with its
	// reader, which takes a third of a run's memory.
	slotsPerKept = 2
	// minRunSlots and maxRunSlots bound the number of slots, which are runs in processes
	// of their own; unknownRunSlots is the number if the free memory is unknown.
	minRunSlots     = 4
	maxRunSlots     = 512
	unknownRunSlots = 64
)

// Slots returns how many runs fit into half of the free memory.
func Slots() int {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return unknownRunSlots
	}
	return slotsOf(text)
}

// slotsOf returns the slots for the text of /proc/meminfo.
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
