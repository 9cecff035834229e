// fails: TestAhead

package main

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// fetchAll gets every page of urls, limit of them at a time
// as long as there are so many left, and returns the texts
// by address. A page that fails is left out.
//
// urls may be long: when fetchAll takes an address from it,
// at most limit others are waiting for their page.
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
		wg.Go(func() {
			// Each goroutine waits for its slot.
			slots <- struct{}{}
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
