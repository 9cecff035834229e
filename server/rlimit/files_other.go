//go:build !unix

package rlimit

import "math"

// Files returns how many files this process can have open at a time: nothing bounds them.
func Files() uint64 { return math.MaxUint64 }
