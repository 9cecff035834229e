package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"
)

// How many clicks a page may be away from the first.
const maxDepth = 3

// crawl visits all that a page leads to, level by level.
func crawl(ctx context.Context, first string) {
	start, read := time.Now(), 0
	level := []string{first}
	seen := map[string]bool{first: true}
	for depth := 0; depth <= maxDepth; depth++ {
		fmt.Printf("depth %d: %d to visit\n",
			depth, len(level))
		links := make([][]string, len(level))
		errs := make([]error, len(level))
		var wg sync.WaitGroup
		for i, page := range level {
			wg.Go(func() {
				links[i], errs[i] = visit(ctx, page)
			})
		}
		wg.Wait()
		if ctx.Err() != nil {
			fmt.Println("stopped:", context.Cause(ctx))
			return
		}

		// No visit is under way: seen needs no lock.
		var found []string
		for i, page := range level {
			if errs[i] != nil {
				fmt.Printf("  %s: %v\n", page, errs[i])
				continue
			}
			read++
			for _, link := range links[i] {
				if !seen[link] {
					seen[link] = true
					found = append(found, link)
				}
			}
		}
		level = found
	}
	took := time.Since(start).Seconds()
	fmt.Printf("read %d of %d, %d too deep, in %.1fs\n",
		read, len(seen), len(level), took)
}

func main() {
	crawl(context.Background(), "/")

	fmt.Println("again, in a hurry")
	ctx, cancel := context.WithTimeoutCause(
		context.Background(),
		500*time.Millisecond, errors.New("out of time"))
	defer cancel()
	crawl(ctx, "/")
}

var slots = make(chan struct{}, 4)

// visit stands in for that of the first program: it takes
// a slot, and waits for the page.
func visit(
	ctx context.Context, page string,
) ([]string, error) {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-slots }()

	links, delay, err := look(page)
	select {
	case <-time.After(delay):
		return strings.Fields(links), err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

var site = map[string]string{
	"/":     "/docs /blog /shop /diary /slow /broken",
	"/docs": "/ /docs/1 /docs/2 /docs/3 /docs/4 /docs/5",
	"/blog": "/ /docs /blog/1 /blog/2 /blog/3 /blog/4",
	"/shop": "/ /cart /shop/tea /shop/coffee /shop/cake",
}

var (
	errSilent  = errors.New("no answer in 1s")
	errBroken  = errors.New("500 Internal Server Error")
	errMissing = errors.New("404 Not Found")
)

// look returns what a page leads to, and how long it takes.
func look(page string) (string, time.Duration, error) {
	const usual = 100 * time.Millisecond
	switch {
	case page == "/slow":
		return "", time.Second, errSilent
	case page == "/broken":
		return "", 0, errBroken
	case page == "/cart":
		return "", 0, errMissing
	case strings.HasPrefix(page, "/diary"):
		// One more day, and one more, and one more.
		return page + "/next", usual, nil
	case site[page] == "":
		return path.Dir(page), usual, nil
	}
	return site[page], usual, nil
}
