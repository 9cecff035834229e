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

// readAll reads the page start, the pages that it links to,
// and those that they link to: each of them once, and limit
// pages at a time as long as so many are known. It returns
// when all are read.
//
// After an error no further page is begun, the context of
// those under way is cancelled, and readAll returns the
// error when they have ended.
func readAll(
	ctx context.Context, limit int, start string, get read,
) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(limit)
	var mu sync.Mutex
	seen := map[string]bool{start: true}
	// isNew reports whether page is new.
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
