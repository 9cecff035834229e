// fails: TestPeak

package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// crawl visits each page that first leads to, once, and at
// most limit at the same time. A page that is found is
// visited as soon as there is room. crawl returns how many
// clicks it takes from first to each page, by the shortest
// way.
func crawl(
	first string, limit int,
	visit func(page string) (links []string),
) map[string]int {
	links := make(map[string][]string)
	seen := map[string]bool{first: true}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var read func(page string)
	read = func(page string) {
		found := visit(page)
		mu.Lock()
		defer mu.Unlock()
		links[page] = found
		for _, link := range found {
			if !seen[link] {
				seen[link] = true
				wg.Go(func() { read(link) })
			}
		}
	}
	read(first)
	wg.Wait()

	// By how many clicks, level by level.
	clicks := map[string]int{first: 0}
	for level := []string{first}; len(level) > 0; {
		var next []string
		for _, page := range level {
			for _, link := range links[page] {
				if _, ok := clicks[link]; !ok {
					clicks[link] = clicks[page] + 1
					next = append(next, link)
				}
			}
		}
		level = next
	}
	return clicks
}

var site = map[string]string{
	"/":       "/blog /slow",
	"/blog":   "/ /blog/1",
	"/blog/1": "/blog /blog/2",
	"/blog/2": "/blog /blog/3",
	"/blog/3": "/blog /slow/1",
	"/slow":   "/ /slow/1",
	"/slow/1": "/slow",
}

var start = time.Now()

// visit stands in for the network.
func visit(page string) []string {
	at := time.Since(start).Round(100 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), page)
	if page == "/slow" {
		time.Sleep(700 * time.Millisecond)
	} else {
		time.Sleep(100 * time.Millisecond)
	}
	return strings.Fields(site[page])
}

func main() {
	clicks := crawl("/", 2, visit)
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Println("took", took)
	fmt.Println(clicks)
}
