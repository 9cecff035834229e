// fails: TestClicks

package main

import (
	"fmt"
	"strings"
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
	type result struct {
		page  string
		links []string
	}
	results := make(chan result)
	clicks := map[string]int{first: 0}
	queue := []string{first}
	open := 0
	for open > 0 || len(queue) > 0 {
		for ; open < limit && len(queue) > 0; open++ {
			page := queue[0]
			queue = queue[1:]
			go func() {
				results <- result{page, visit(page)}
			}()
		}
		r := <-results
		open--
		for _, link := range r.links {
			if _, seen := clicks[link]; !seen {
				clicks[link] = clicks[r.page] + 1
				queue = append(queue, link)
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
