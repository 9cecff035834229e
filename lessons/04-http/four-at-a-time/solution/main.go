package main

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// fetchAll takes a slot in the loop, so the loop goes on to
// the next address only once there is room for it: at most
// limit requests are under way, and nothing piles up.
//
// The slot is free again as soon as its own request ends,
// not when the slowest of several does. And defer frees it
// on the early return as well: without that, limit failures
// would leave no slot at all.
func fetchAll(
	urls iter.Seq[string],
	limit int,
	get func(url string) (string, error),
) map[string]string {
	pages := make(map[string]string)
	var mu sync.Mutex
	slots := make(chan struct{}, limit)
	var wg sync.WaitGroup
	for url := range urls {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			text, err := get(url)
			if err != nil {
				return
			}
			mu.Lock()
			pages[url] = text
			mu.Unlock()
		})
	}
	wg.Wait()
	return pages
}

// get stands for a request. The longer a city's name, the
// longer it takes, and Dakar has no page.
func get(url string) (string, error) {
	fmt.Println("request", url)
	ms := time.Duration(len(url)) * 50
	time.Sleep(ms * time.Millisecond)
	fmt.Println("    end of", url)
	if url == "/dakar" {
		return "", errors.New("no such page")
	}
	return "the page of " + url, nil
}

func main() {
	urls := []string{
		"/accra", "/buenos-aires", "/cairo", "/dakar",
		"/johannesburg", "/lima", "/oslo", "/quito",
		"/rio-de-janeiro", "/seoul",
	}
	start := time.Now()
	pages := fetchAll(slices.Values(urls), 4, get)
	took := time.Since(start).Round(50 * time.Millisecond)
	fmt.Println(len(pages), "pages in", took)
}
