//go:build unix

package rlimit

import (
	"math"
	"syscall"
)

// Files returns how many files this process can have open at a time.
func Files() uint64 {
	var has syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &has); err != nil {
		return math.MaxUint64
	}
	return uint64(has.Cur)
}
