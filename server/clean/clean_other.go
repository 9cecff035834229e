//go:build !linux

package clean

// mounted returns nothing: there is no list of mounts to compare.
func mounted() string { return "" }

// processes returns none: there is no list of processes to look through.
func processes(folder string) []string { return nil }
