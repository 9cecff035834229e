// fails: TestIdle

package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// fetchAll gets every page of urls and returns the texts by
// address. A request goes out once there is an address and
// gap has passed since the last request, and no later,
// however long the responses take.
//
// When ctx is done, no request goes out any more, and
// fetchAll returns at once with the pages that have come.
func fetchAll(
	ctx context.Context,
	urls iter.Seq[string],
	gap time.Duration,
	get func(context.Context, string) (string, error),
) map[string]string {
	pages := make(map[string]string)
	var mu sync.Mutex
	var wg sync.WaitGroup
	// When the next request goes out.
	next := time.Now()
	for url := range urls {
		select {
		case <-time.After(time.Until(next)):
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		next = next.Add(gap)
		wg.Go(func() {
			text, err := get(ctx, url)
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

var start = time.Now()

// get stands for a request that takes 150 ms.
func get(
	ctx context.Context, url string,
) (string, error) {
	at := time.Since(start).Round(50 * time.Millisecond)
	fmt.Println("request", url, "at", at)
	select {
	case <-time.After(150 * time.Millisecond):
		return "the page of " + url, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func main() {
	urls := []string{
		"/accra", "/cairo", "/dakar", "/delhi", "/lima",
		"/oslo", "/quito", "/seoul",
	}
	ctx, stop := context.WithTimeout(
		context.Background(), 570*time.Millisecond,
	)
	defer stop()
	pages := fetchAll(
		ctx, slices.Values(urls), 100*time.Millisecond, get,
	)
	at := time.Since(start).Round(50 * time.Millisecond)
	fmt.Println(len(pages), "pages at", at)
}
