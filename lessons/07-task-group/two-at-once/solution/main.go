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

// readAll limits the requests and not the goroutines. With
// SetLimit, Go waits for a place while its caller still has
// one: when all callers wait, nobody gives one back. Here a
// goroutine takes a slot for its request alone, and has
// none while it starts others.
//
// A slot and the end of ctx can be there together, and then
// select picks either: so ctx is looked at once more. And
// after an error the slot is kept, or another page could
// begin before errgroup has cancelled ctx.
func readAll(
	ctx context.Context, limit int, start string, get read,
) error {
	g, ctx := errgroup.WithContext(ctx)
	slots := make(chan struct{}, limit)
	limited := func(page string) ([]string, error) {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		links, err := get(ctx, page)
		if err == nil {
			<-slots
		}
		return links, err
	}
	var mu sync.Mutex
	seen := map[string]bool{}
	var visit func(page string)
	visit = func(page string) {
		mu.Lock()
		defer mu.Unlock()
		if seen[page] {
			return
		}
		seen[page] = true
		g.Go(func() error {
			links, err := limited(page)
			for _, link := range links {
				visit(link)
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
