package main

import (
	"fmt"
	"strings"
	"time"
)

// crawl owns the queue and the maps, so none of them needs
// a lock: a visit only sends what it has found. A page is
// marked when it enters the queue, hence it enters once. If
// nothing is in the queue and nothing is under way, nothing
// more can come: the end. Clicks are counted afterwards,
// since a page may be found first by a way that is faster,
// not shorter.
func crawl(
	first string, limit int,
	visit func(page string) (links []string),
) map[string]int {
	type result struct {
		page  string
		links []string
	}
	results := make(chan result)
	links := make(map[string][]string)
	seen := map[string]bool{first: true}
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
		links[r.page] = r.links
		for _, link := range r.links {
			if !seen[link] {
				seen[link] = true
				queue = append(queue, link)
			}
		}
	}
	return count(first, links)
}

// count goes from level to level, which takes no time here.
func count(
	first string, links map[string][]string,
) map[string]int {
	clicks := map[string]int{first: 0}
	queue := []string{first}
	for len(queue) > 0 {
		page := queue[0]
		queue = queue[1:]
		for _, link := range links[page] {
			if _, ok := clicks[link]; !ok {
				clicks[link] = clicks[page] + 1
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
