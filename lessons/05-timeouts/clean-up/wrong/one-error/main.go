// fails: TestErrors

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// using ignores how the release ends.
func using(
	ctx context.Context,
	work, release func(ctx context.Context) error,
) error {
	defer func() {
		ctx, cancel := context.WithTimeout(
			context.WithoutCancel(ctx), time.Second)
		defer cancel()
		release(ctx)
	}()
	return work(ctx)
}

// work stands for something that takes a second, or until
// ctx is done.
func work(ctx context.Context) error {
	select {
	case <-time.After(time.Second):
		fmt.Println("worked")
		return nil
	case <-ctx.Done():
		fmt.Println("stopped")
		return ctx.Err()
	}
}

// release stands for a request to give a lock back.
func release(ctx context.Context) error {
	select {
	case <-time.After(300 * time.Millisecond):
		fmt.Println("released")
		return nil
	case <-ctx.Done():
		return errors.New("the lock is still held")
	}
}

func main() {
	ctx, cancel := context.WithTimeout(
		context.Background(), 500*time.Millisecond)
	defer cancel()
	fmt.Println("error:", using(ctx, work, release))
}
