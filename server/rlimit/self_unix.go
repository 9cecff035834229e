//go:build unix

package rlimit

import (
	"fmt"
	"syscall"
)

// SetSelf limits this process, for good. At most of a resource the system signals, and
// soon after it kills.
func (t Table) SetSelf() error {
	numbers := map[Resource]int{
		Core: syscall.RLIMIT_CORE, FileSize: syscall.RLIMIT_FSIZE, Heap: syscall.RLIMIT_DATA,
		ProcessorTime: syscall.RLIMIT_CPU,
	}
	for resource, most := range t {
		number, ok := numbers[resource]
		if !ok {
			return fmt.Errorf("limit %s: not of this process", resource)
		}
		var has syscall.Rlimit
		if err := syscall.Getrlimit(number, &has); err != nil {
			return fmt.Errorf("limit %s: %w", resource, err)
		}
		has.Max = min(has.Max, most+1) // a lower one is not ours to raise
		has.Cur = min(most, has.Max)
		if err := syscall.Setrlimit(number, &has); err != nil {
			return fmt.Errorf("limit %s: %w", resource, err)
		}
	}
	return nil
}
