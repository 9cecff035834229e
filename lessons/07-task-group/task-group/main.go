package main

import (
	"fmt"
	"sync"
	"time"
)

var start = time.Now()

// say prints a line with the time since the start, to the
// half second.
func say(text string) {
	at := time.Since(start).Round(500 * time.Millisecond)
	fmt.Printf("%.1fs %s\n", at.Seconds(), text)
}

// What each page links to.
var links = map[string][]string{
	"home": {"docs", "blog"},
	"docs": {"api"},
}

// How long each page takes to come.
var delays = map[string]time.Duration{
	"home": 500 * time.Millisecond,
	"docs": 500 * time.Millisecond,
	"blog": 1000 * time.Millisecond,
	"api":  1000 * time.Millisecond,
}

// read fetches a page and adds its links to the group.
func read(group *sync.WaitGroup, page string) {
	time.Sleep(delays[page])
	say("read " + page)
	for _, link := range links[page] {
		group.Go(func() { read(group, link) })
	}
}

func main() {
	say("start at home")
	var group sync.WaitGroup
	group.Go(func() { read(&group, "home") })
	group.Wait() // the end of the block
	say("all read")
}
