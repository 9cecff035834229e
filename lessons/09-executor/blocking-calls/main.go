package main

import (
	"fmt"
	"sync"
	"time"
)

var start = time.Now()

// say prints a line with the time since the start, to the
// half second.
func say(text string) {
	at := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

// heartbeat prints a line every half second, twice.
func heartbeat() {
	for beat := 1; beat <= 2; beat++ {
		time.Sleep(500 * time.Millisecond)
		say(fmt.Sprintf("beat %d", beat))
	}
}

// download returns what it has read when all is there.
func download(name string) string {
	time.Sleep(1500 * time.Millisecond)
	return name + ".pdf"
}

func main() {
	say("three downloads")
	var wg sync.WaitGroup
	wg.Go(heartbeat)

	names := []string{"plan", "map", "bill"}
	files := make([]string, len(names))
	for i, name := range names {
		wg.Go(func() { files[i] = download(name) })
	}
	wg.Wait()
	say(fmt.Sprint("got ", files))
}
