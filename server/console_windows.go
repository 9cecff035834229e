package main

import (
	"bufio"
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// keepConsole waits for Enter if the console closes with this process: what it was started for,
// by a double click, could not be read otherwise.
func keepConsole() {
	var processes [2]uint32 // of the console: a shell would be the second
	list := syscall.NewLazyDLL("kernel32.dll").NewProc("GetConsoleProcessList")
	if n, _, _ := list.Call(uintptr(unsafe.Pointer(&processes[0])), uintptr(len(processes))); n != 1 {
		return
	}
	fmt.Fprintln(os.Stderr, "Press Enter to close this window.")
	bufio.NewReader(os.Stdin).ReadString('\n')
}
