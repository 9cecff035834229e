package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// fetchAll gives each request a goroutine, so that a slow
// response delays none of the others. Only the loop watches
// the clock. It waits after each request, from that request
// on, so time without addresses saves up nothing; a ticker
// would keep a tick meanwhile.
//
// The wait is a select, which ends when ctx is done; Sleep
// would not. Requests under way have ctx, and end as well.
func fetchAll(
	ctx context.Context,
	urls iter.Seq[string],
	gap time.Duration,
	get func(context.Context, string) (string, error),
) map[string]string {
	pages := make(map[string]string)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for url := range urls {
		if ctx.Err() != nil {
			break
		}
		wait := time.After(gap)
		wg.Go(func() {
			text, err := get(ctx, url)
			if err != nil {
				return
			}
			mu.Lock()
			pages[url] = text
			mu.Unlock()
		})
		select {
		case <-wait:
		case <-ctx.Done():
		}
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
