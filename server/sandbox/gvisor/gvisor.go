// Package gvisor runs native programs beneath gVisor, a kernel in a process of its
// own: runsc, on Linux.
//
// A sandbox is "runsc run" on a root that holds one file, the guest. The guest gets
// programs and jobs on its standard input, runs one after the other, all of one
// reader, and reports on a pipe of its own; programs write to the sandbox's pipes.
// What a program may have is watched from outside, and bounded by the sandbox's
// kernel. Nothing is shared with the machine but processor time.
package gvisor

import "embed"

//go:embed guest/*.go
var guestFiles embed.FS

// GuestSource returns the program that waits in a gVisor sandbox, its files by name;
// whoever opens a sandbox builds it, for this machine's processor.
func GuestSource() map[string]string {
	source := map[string]string{}
	entries, err := guestFiles.ReadDir("guest")
	for _, entry := range entries {
		var text []byte
		if text, err = guestFiles.ReadFile("guest/" + entry.Name()); err != nil {
			break
		}
		source[entry.Name()] = string(text)
	}
	if err != nil {
		panic(err) // they are embedded
	}
	return source
}
