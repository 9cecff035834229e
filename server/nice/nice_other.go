//go:build !linux

package nice

// Set does nothing.
func Set(pid, n int) {}
