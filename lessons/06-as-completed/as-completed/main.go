package main

import (
	"fmt"
	"time"
)

type page struct {
	name string
	size int
}

// fetch stands for a request to a server that takes its time.
func fetch(name string, delay time.Duration) page {
	time.Sleep(delay)
	return page{name, int(delay.Milliseconds())}
}

func main() {
	start := time.Now()
	sites := []struct {
		name  string
		delay time.Duration
	}{
		{"archive", 2000 * time.Millisecond},
		{"news", 500 * time.Millisecond},
		{"weather", 1500 * time.Millisecond},
		{"maps", 1000 * time.Millisecond},
	}

	pages := make(chan page, len(sites)) // room for all: no sender ever waits
	for _, site := range sites {
		fmt.Println("fetching", site.name)
		go func() { pages <- fetch(site.name, site.delay) }()
	}

	total := 0
	for n := range len(sites) {
		p := <-pages // whichever is next
		total += p.size
		took := time.Since(start).Round(500 * time.Millisecond).Seconds()
		fmt.Printf("%.1fs %d/%d %s, %d bytes so far\n", took, n+1, len(sites), p.name, total)
	}
}
