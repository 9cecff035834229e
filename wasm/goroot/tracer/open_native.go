//go:build !wasm

package tracer

import "os"

// open returns the pipe that the program was started with.
func open() (*os.File, error) {
	f := os.NewFile(3, "trace")
	_, err := f.Stat()
	return f, err
}
