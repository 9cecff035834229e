// fails: TestPeak

package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

type read = func(
	ctx context.Context, page string,
) (links []string, err error)

// readAll leaves the limit out, and nothing is stuck.
func readAll(
	ctx context.Context, limit int, start string, get read,
) error {
	g, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	seen := map[string]bool{start: true}
	isNew := func(page string) bool {
		mu.Lock()
		defer mu.Unlock()
		old := seen[page]
		seen[page] = true
		return !old
	}
	var visit func(page string) error
	visit = func(page string) error {
		links, err := get(ctx, page)
		if err != nil {
			return err
		}
		for _, link := range links {
			if isNew(link) {
				g.Go(func() error { return visit(link) })
			}
		}
		return nil
	}
	g.Go(func() error { return visit(start) })
	return g.Wait()
}

// What each page links to.
var links = map[string][]string{
	"home": {"docs", "blog"},
	"docs": {"home"},
	"blog": {"docs", "home"},
}

// get stands for a request for a page.
func get(_ context.Context, page string) ([]string, error) {
	fmt.Println("read", page)
	time.Sleep(400 * time.Millisecond)
	fmt.Println("    end of", page)
	return links[page], nil
}

func main() {
	err := readAll(context.Background(), 2, "home", get)
	fmt.Println("error:", err)
}
