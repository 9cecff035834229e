// Package nice lowers the priority of processes, so that heavy ones give way to light
// ones. On other systems than Linux, Set does nothing.
package nice

const (
	// Crowded is the nice value of work for an address with two or more others under way:
	// its weight is 1/28 of that of nice 0.
	Crowded = 15
	// Computing is the nice value of a process that has computed for long: 1/68.
	Computing = 19
)
