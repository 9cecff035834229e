package main

import (
	"fmt"
	"iter"
	"sync"
	"time"
)

// fetchAll prints the time before each page, and in the goroutine of each page after it.
func fetchAll(urls iter.Seq[string], limit int, get func(string) (string, error)) map[string]string {
	var wg sync.WaitGroup
	for url := range urls {
		fmt.Println(time.Now().UnixMilli())
		wg.Go(func() {
			get(url)
			fmt.Println(time.Now().UnixMilli())
		})
	}
	wg.Wait()
	return nil
}

func main() {}
