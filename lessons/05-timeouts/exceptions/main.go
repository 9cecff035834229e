package main

import (
	"errors"
	"fmt"
	"time"
)

var errNoUser = errors.New("no such user")

// fetch stands for a request that works, fails or breaks.
func fetch(id int) (string, error) {
	time.Sleep(time.Duration(id) * 200 * time.Millisecond)
	switch id {
	case 2:
		return "", fmt.Errorf("user %d: %w", id, errNoUser)
	case 3:
		panic("user 3 has no name")
	}
	return fmt.Sprintf("user %d", id), nil
}

// guarded is fetch, with a panic turned into an error.
func guarded(id int) (user string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("bug: %v", p)
		}
	}()
	return fetch(id)
}

type outcome struct {
	user string
	err  error
}

// start begins a request, and returns a channel that will
// have its outcome.
func start(id int) <-chan outcome {
	// Room for one: perhaps nobody is receiving yet.
	done := make(chan outcome, 1)
	go func() {
		user, err := guarded(id)
		done <- outcome{user, err}
	}()
	return done
}

func main() {
	tasks := []<-chan outcome{start(1), start(2), start(3)}
	fmt.Println("three started")
	time.Sleep(1 * time.Second)
	fmt.Println("a second later")

	for _, task := range tasks {
		o := <-task
		switch {
		case errors.Is(o.err, errNoUser):
			fmt.Println("not found:", o.err)
		case o.err != nil:
			fmt.Println("failed:", o.err)
		default:
			fmt.Println("got:", o.user)
		}
	}
}
