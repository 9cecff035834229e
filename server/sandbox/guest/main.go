// Guest is the first process in a gVisor sandbox: it waits there for a program,
// and becomes it.
//
// On its standard input come the program's size, 8 bytes, the most significant
// first, the program, and then what the program is to read. On its standard
// output it says Ready once it waits and Started when it hands over; what comes
// in place of either is what went wrong. The tour builds it when it starts, from
// this file, with the compiler that it builds the readers' programs with.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"syscall"
)

// The words of the guest, a byte each.
const (
	ready   = "r"
	started = "s"
)

// program is where the sandbox has room for a file.
const program = "/tmp/main"

func main() {
	os.Stdout.WriteString(ready)
	var size int64
	if err := binary.Read(os.Stdin, binary.BigEndian, &size); err != nil {
		return // never used
	}
	err := receive(size)
	if err == nil {
		os.Stdout.WriteString(started)
		err = syscall.Exec(program, []string{"main"}, nil)
	}
	fmt.Fprintln(os.Stdout, err)
	os.Exit(1)
}

// receive writes size bytes of standard input, and not one more, to program.
func receive(size int64) error {
	f, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o500)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, os.Stdin, size); err != nil {
		return err
	}
	return f.Close()
}
