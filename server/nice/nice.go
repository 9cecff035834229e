// Package nice lowers the priority of processes, so that those which ask for much
// give way to those which do not. Elsewhere than on Linux the system is left to it.
package nice

const (
	// Crowded is how far a process gives way whose address has much else under
	// way: one that does not gets 28 times as much of a core.
	Crowded = 15
	// Computing is how far one does that has computed for long: 68 times.
	Computing = 19
)
