package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// using calls work and, however work ends, calls release
// once. The context of release is alive, even if ctx is
// not; it has the values of ctx; it is done after a second.
// using returns when release has returned, and errors.Is
// finds in its error those of both.
func using(
	ctx context.Context,
	work, release func(ctx context.Context) error,
) error {
	err := work(ctx)
	release(ctx)
	return err
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
