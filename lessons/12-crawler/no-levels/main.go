package main

import (
	"fmt"
	"slices"
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
	clicks := map[string]int{first: 0}
	slots := make(chan struct{}, limit)
	level := []string{first}
	for depth := 1; len(level) > 0; depth++ {
		links := make([][]string, len(level))
		var wg sync.WaitGroup
		for i, page := range level {
			slots <- struct{}{}
			wg.Go(func() {
				links[i] = visit(page)
				<-slots
			})
		}
		wg.Wait()

		level = nil
		for _, link := range slices.Concat(links...) {
			if _, seen := clicks[link]; !seen {
				clicks[link] = depth
				level = append(level, link)
			}
		}
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
