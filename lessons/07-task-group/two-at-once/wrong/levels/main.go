// fails: TestTime

package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

type read = func(
	ctx context.Context, page string,
) (links []string, err error)

// readAll reads one level of the tree after the other.
func readAll(
	ctx context.Context, limit int, start string, get read,
) error {
	seen := map[string]bool{start: true}
	level := []string{start}
	for len(level) > 0 {
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(limit)
		found := make([][]string, len(level))
		for i, page := range level {
			g.Go(func() (err error) {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				found[i], err = get(ctx, page)
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		level = nil
		for _, links := range found {
			for _, link := range links {
				if !seen[link] {
					seen[link] = true
					level = append(level, link)
				}
			}
		}
	}
	return nil
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
