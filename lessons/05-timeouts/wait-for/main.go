package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// download fetches a file of so many chunks, 1.1 s each.
func download(ctx context.Context, name string, chunks int) (string, error) {
	fmt.Println(name, "opened")
	defer func() { // runs however download ends
		time.Sleep(1 * time.Second) // say, deleting a temporary file
		fmt.Println(name, "closed")
	}()

	for chunk := 1; chunk <= chunks; chunk++ {
		select {
		case <-time.After(1100 * time.Millisecond):
			fmt.Println(name, "chunk", chunk)
		case <-ctx.Done():
			fmt.Println(name, "told to stop")
			return "", ctx.Err()
		}
	}
	return name + " file", nil
}

func main() {
	for _, file := range []struct {
		name   string
		chunks int
	}{{"small", 1}, {"large", 9}} {
		start := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		result, err := download(ctx, file.name, file.chunks)
		cancel() // frees the timer; right on every path
		took := time.Since(start).Round(time.Second)

		if errors.Is(err, context.DeadlineExceeded) {
			fmt.Printf("= timeout after %v\n", took)
		} else {
			fmt.Printf("= %s after %v\n", result, took)
		}
	}
}
