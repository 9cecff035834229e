package tracer

import "os"

// open opens the file that the host has: it can be had by its name alone.
func open() (*os.File, error) { return os.OpenFile("/tour/trace", os.O_WRONLY, 0) }
