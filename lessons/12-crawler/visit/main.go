package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"time"
)

const (
	maxOpen  = 4
	gap      = 20 * time.Millisecond
	patience = time.Second
)

var (
	// Where the pages are: http://, a host and a port.
	site string
	// Each open request has put a value into it.
	slots = make(chan struct{}, maxOpen)
	// A tick comes every gap, for one request.
	ticks     = time.Tick(gap)
	errSilent = fmt.Errorf("no answer in %v", patience)
)

// visit waits for a slot and a tick, then gets the page.
func visit(
	ctx context.Context, path string,
) ([]string, error) {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-slots }()

	select {
	case <-ticks:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeoutCause(
		ctx, patience, errSilent)
	defer cancel()
	links, err := get(ctx, path)
	if err != nil && ctx.Err() != nil {
		// Why it was cut short, not only that it was.
		err = context.Cause(ctx)
	}
	return links, err
}

// stay has the client return a redirect as it is.
func stay(*http.Request, []*http.Request) error {
	return http.ErrUseLastResponse
}

var client = http.Client{CheckRedirect: stay}

var href = regexp.MustCompile(`href="([^"]*)"`)

// get makes one request, and returns the page's links.
func get(
	ctx context.Context, path string,
) ([]string, error) {
	request, err := http.NewRequest("GET", site+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 400 {
		return nil, errors.New(response.Status)
	}
	var links []string
	if to := response.Header.Get("Location"); to != "" {
		links = append(links, to)
	}
	for _, match := range href.FindAllSubmatch(body, -1) {
		links = append(links, string(match[1]))
	}
	return links, nil
}

// visitAll visits pages, and prints what came of it.
func visitAll(ctx context.Context, paths []string) {
	fmt.Println(len(paths), "to visit")
	start := time.Now()
	errs := make([]error, len(paths))
	var wg sync.WaitGroup
	for i, path := range paths {
		wg.Go(func() { _, errs[i] = visit(ctx, path) })
	}
	wg.Wait()
	if ctx.Err() != nil {
		fmt.Println("stopped:", context.Cause(ctx))
		return
	}
	for i, path := range paths {
		if errs[i] != nil {
			fmt.Printf("  %s: %v\n", path, errs[i])
		}
	}
	took := time.Since(start).Seconds()
	fmt.Printf("%d visits in %.1fs\n", len(paths), took)
}

func main() {
	server := httptest.NewServer(http.HandlerFunc(serve))
	site = server.URL
	paths := []string{"/slow", "/broken", "/ping"}
	for n := range 20 {
		paths = append(paths, fmt.Sprintf("/page/%d", n+1))
	}
	ctx := context.Background()
	visitAll(ctx, paths)

	fmt.Println("again, in a hurry")
	ctx, cancel := context.WithTimeoutCause(ctx,
		500*time.Millisecond, errors.New("out of time"))
	defer cancel()
	visitAll(ctx, paths)

	// It waits for all handlers that are still at work.
	server.Close()
	fmt.Println("no request is open")
}

// serve is the other side: not all of its pages are kind.
func serve(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/slow":
		// Until the client has given up.
		<-r.Context().Done()
	case "/broken":
		w.WriteHeader(http.StatusInternalServerError)
	case "/ping":
		http.Redirect(w, r, "/pong", http.StatusFound)
	case "/pong":
		http.Redirect(w, r, "/ping", http.StatusFound)
	default:
		time.Sleep(100 * time.Millisecond)
		fmt.Fprint(w, `<a href="/ping">ping</a>`)
	}
}
