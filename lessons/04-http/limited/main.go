package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// limit is how many requests may be under way at a time.
const limit = 4

// delays holds how long the server takes over each page,
// in milliseconds.
var delays = map[string]int{
	"/accra": 1000, "/cairo": 400, "/dakar": 2000,
	"/delhi": 1800, "/lima": 200, "/oslo": 800,
	"/paris": 1600, "/quito": 1400, "/seoul": 600,
	"/tokyo": 1200,
}

// serve responds once the delay of the page is over.
func serve(w http.ResponseWriter, r *http.Request) {
	ms := delays[r.URL.Path]
	time.Sleep(time.Duration(ms) * time.Millisecond)
	fmt.Fprintf(w, "%d ms", ms)
}

// get returns the text of a page.
func get(url string) string {
	res, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func main() {
	handler := http.HandlerFunc(serve)
	server := httptest.NewServer(handler)
	defer server.Close()
	fmt.Println(len(delays), "pages,", limit, "at a time")
	start := time.Now()

	slots := make(chan struct{}, limit)
	var wg sync.WaitGroup
	for _, path := range slices.Sorted(maps.Keys(delays)) {
		// Take a slot: wait here while all are taken.
		slots <- struct{}{}
		fmt.Println("request", path)
		wg.Go(func() {
			// Give it back, whatever happens.
			defer func() { <-slots }()
			text := get(server.URL + path)
			fmt.Println("    got", path, "after", text)
		})
	}
	wg.Wait()

	took := time.Since(start).Truncate(time.Second)
	fmt.Println("took", took)
}
