package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"time"
)

const (
	maxDepth = 3                     // clicks away from the first page
	maxOpen  = 4                     // requests at once
	gap      = 20 * time.Millisecond // from one request to the next
	patience = time.Second           // with any one page
)

// A crawler reads the pages of one site without being a burden to it.
type crawler struct {
	address string
	slots   chan struct{}    // holds a token for each open request
	turns   <-chan time.Time // brings a turn every gap
}

// crawl visits all that the first page leads to, level by level.
func (c *crawler) crawl(ctx context.Context, first string) {
	start, read := time.Now(), 0
	level, seen := []string{first}, map[string]bool{first: true}
	for depth := 0; depth <= maxDepth && len(level) > 0; depth++ {
		fmt.Printf("depth %d: %d to visit\n", depth, len(level))
		links, errs := make([][]string, len(level)), make([]error, len(level))
		var wg sync.WaitGroup
		for i, path := range level {
			wg.Go(func() { links[i], errs[i] = c.visit(ctx, path) })
		}
		wg.Wait()
		if ctx.Err() != nil {
			fmt.Println("stopped:", context.Cause(ctx))
			return
		}

		var found []string // the visits are over, so seen needs no lock
		for i, path := range level {
			if errs[i] != nil {
				fmt.Printf("  %s: %v\n", path, errs[i])
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
	fmt.Printf("read %d of %d, %d too deep, in %.1fs\n", read, len(seen), len(level), time.Since(start).Seconds())
}

// visit waits for a slot and a turn, then gets the page, but not for ever.
func (c *crawler) visit(ctx context.Context, path string) ([]string, error) {
	c.slots <- struct{}{}
	defer func() { <-c.slots }()
	select {
	case <-c.turns:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("no answer in %v", patience))
	defer cancel()
	links, err := c.get(ctx, path)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx) // why it was cut short, not only that it was
	}
	return links, err
}

// get makes one request, and returns the page's links to its own site.
func (c *crawler) get(ctx context.Context, path string) (links []string, err error) {
	request, err := http.NewRequestWithContext(ctx, "GET", c.address+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultTransport.RoundTrip(request) // follows no redirects
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 400 {
		return nil, errors.New(response.Status)
	}

	hrefs := href.FindAllStringSubmatch(string(body), -1)
	if target := response.Header.Get("Location"); target != "" {
		hrefs = [][]string{{"", target}} // a redirect is a link: it waits its turn
	}
	for _, match := range hrefs {
		link, err := request.URL.Parse(match[1]) // relative to this page
		if err == nil && link.Host == request.URL.Host {
			links = append(links, link.RequestURI()) // without the #fragment
		}
	}
	return links, nil
}

var href = regexp.MustCompile(`href="([^"]*)"`)

func main() {
	server := httptest.NewServer(site())
	c := &crawler{server.URL, make(chan struct{}, maxOpen), time.Tick(gap)}
	c.crawl(context.Background(), "/")

	fmt.Println("again, in a hurry")
	ctx, cancel := context.WithTimeoutCause(context.Background(), 800*time.Millisecond, errors.New("out of time"))
	defer cancel()
	c.crawl(ctx, "/")

	server.Close() // waits for the handlers, and so would hang if /slow were still open
	fmt.Println("no request is open")
}

// site is the other side: some forty pages, not all of them kind.
func site() http.Handler {
	mux := http.NewServeMux()
	for path, links := range map[string]string{
		"/{$}":       "docs/ blog/ shop/ calendar/ old slow broken https://example.com/",
		"/docs/{$}":  "/ #top 1 2 3 4 5 6 7 8",
		"/docs/{n}":  "./ ./#top",
		"/blog/{$}":  "/ ../ping 1 2 3 4 5 6 7 8 9",
		"/blog/{n}":  "./ ../",
		"/shop/{$}":  "/ ../cart a b c d e f",
		"/shop/{n}":  "./ ../cart",
		"/calendar/": "next/", // which has a next, which has a next
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(100 * time.Millisecond)
			for link := range strings.FieldsSeq(links) {
				fmt.Fprintf(w, "<a href=%q>%s</a>\n", link, link)
			}
		})
	}
	mux.Handle("/old", http.RedirectHandler("/docs/", http.StatusMovedPermanently))
	mux.Handle("/ping", http.RedirectHandler("/pong", http.StatusFound))
	mux.Handle("/pong", http.RedirectHandler("/ping", http.StatusFound))
	mux.HandleFunc("/broken", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return mux
}
