package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// download fetches a file of so many chunks, 1.1 s each.
func download(
	ctx context.Context, name string, chunks int,
) (string, error) {
	fmt.Println(name, "opened")
	// Runs however download ends, say to delete a temporary
	// file.
	defer func() {
		time.Sleep(1 * time.Second)
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
	files := []struct {
		name   string
		chunks int
	}{{"small", 1}, {"large", 9}}

	for _, file := range files {
		start := time.Now()
		ctx, cancel := context.WithTimeout(
			context.Background(), 5*time.Second)
		result, err := download(ctx, file.name, file.chunks)
		cancel() // frees the timer
		if errors.Is(err, context.DeadlineExceeded) {
			result = "timeout"
		}
		took := time.Since(start).Round(time.Second)
		fmt.Printf("= %s after %v\n", result, took)
	}
}
