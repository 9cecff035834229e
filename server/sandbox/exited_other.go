//go:build !linux

package sandbox

// exited finds out nothing elsewhere: the run that takes a dead process tells.
func exited(int) bool { return false }
