// fails: TestOnce

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

// readAll notes a page as seen when it has been read.
func readAll(
	ctx context.Context, limit int, start string, get read,
) error {
	g, ctx := errgroup.WithContext(ctx)
	slots := make(chan struct{}, limit)
	var mu sync.Mutex
	seen := map[string]bool{}
	isSeen := func(page string) bool {
		mu.Lock()
		defer mu.Unlock()
		return seen[page]
	}
	var visit func(page string)
	visit = func(page string) {
		g.Go(func() error {
			slots <- struct{}{}
			if isSeen(page) || ctx.Err() != nil {
				<-slots
				return ctx.Err()
			}
			links, err := get(ctx, page)
			<-slots
			mu.Lock()
			seen[page] = true
			mu.Unlock()
			for _, link := range links {
				if !isSeen(link) {
					visit(link)
				}
			}
			return err
		})
	}
	visit(start)
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
