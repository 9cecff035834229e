//go:build unix

package sandbox

import (
	"fmt"
	"math"
	"syscall"

	"asynctour/server/play"
)

// confine takes from this process what a program's run does not need: more
// processor time, more memory, files to write and cores to dump.
func confine(l play.Limits) error {
	cpu := uint64(math.Ceil(rlimitCPU(l).Seconds()))
	for _, limit := range []struct {
		name     string
		resource int
		most     uint64
	}{
		{"processor time", syscall.RLIMIT_CPU, cpu},
		{"data", syscall.RLIMIT_DATA, uint64(l.Memory) + overhead},
		{"file size", syscall.RLIMIT_FSIZE, 0},
		{"core size", syscall.RLIMIT_CORE, 0},
	} {
		if err := syscall.Setrlimit(limit.resource, &syscall.Rlimit{Cur: limit.most, Max: limit.most + 1}); err != nil {
			return fmt.Errorf("limit %s: %w", limit.name, err)
		}
	}
	return nil
}
