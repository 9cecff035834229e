//go:build !windows

package main

// keepConsole does nothing: elsewhere a terminal outlives what is started in it.
func keepConsole() {}
