package main

import (
	"fmt"
	"time"
)

var start = time.Now()

// say prints a line with the time since the start, to the
// half second.
func say(text string) {
	at := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

type page struct {
	name string
	size int
}

// fetch stands for a request to a slow server.
func fetch(name string, delay time.Duration) page {
	time.Sleep(delay)
	return page{name, int(delay.Milliseconds())}
}

func main() {
	sites := []struct {
		name  string
		delay time.Duration
	}{
		{"archive", 2000 * time.Millisecond},
		{"news", 500 * time.Millisecond},
		{"weather", 1500 * time.Millisecond},
		{"maps", 1000 * time.Millisecond},
	}

	// Room for all: no sender ever waits.
	pages := make(chan page, len(sites))
	for _, site := range sites {
		say("request " + site.name)
		go func() {
			pages <- fetch(site.name, site.delay)
		}()
	}

	total := 0
	for n := range len(sites) {
		p := <-pages // whichever is next
		total += p.size
		say(fmt.Sprintf("%d/%d %s, %d bytes so far",
			n+1, len(sites), p.name, total))
	}
}
