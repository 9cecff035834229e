// Program bench measures what the tour promises, as ratios within one run, and
// prints a table for BENCHMARKS.md. The peer is the runner of the local Tour of
// Go, golang.org/x/tools/playground/socket, in this process.
//
//	go run ./server/bench [-rounds 15]
//
// It needs bin/tour, and for the browser's figures Node, Chromium and the npm
// packages of site/.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"slices"
	"time"
)

// small and withNet are the programs that are edited: each round appends a
// comment of its own, so that nobody has built them before.
const small = `package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("hello")
	time.Sleep(time.Millisecond)
	fmt.Println("world")
}
`

const withNet = `package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
)

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "hello")
	}))
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}
`

func main() {
	rounds := flag.Int("rounds", 15, "how often each thing is measured")
	browser := flag.Bool("browser", true, "measure in Chromium too")
	load := flag.Bool("load", true, "measure the server under load too")
	class := flag.Bool("class", true, "measure a class of 300 too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	log.SetOutput(io.Discard) // the peer tells of every run
	os.Remove(logged)
	if err := run(ctx, *rounds, *browser, *load, *class); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A row is a line of the table.
type row struct {
	what    string
	figure  string
	allowed string
	detail  string
}

func run(ctx context.Context, rounds int, browser, load, class bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	peer, err := startPeer(ctx)
	if err != nil {
		return err
	}
	address, stop, err := startTour(ctx)
	if err != nil {
		return err
	}
	defer stop()
	tour, err := tourRunners(ctx, address, nil)
	if err != nil {
		return err
	}
	rows, peers, err := measureServer(rounds, peer, tour)
	if err != nil {
		return err
	}
	// What has been measured is printed, whatever comes after it.
	defer func() { print(os.Stdout, rows) }()
	if load {
		more, err := measureLoad(ctx)
		if err != nil {
			return err
		}
		rows = append(rows, more...)
		for _, measure := range []func(context.Context) ([]row, error){measureThroughput, measureHostile} {
			if more, err = measure(ctx); err != nil {
				return err
			}
			rows = append(rows, more...)
		}
	}
	if class {
		more, err := measureClass(ctx)
		rows = append(rows, more...)
		if err != nil {
			return err
		}
	}
	if browser {
		more, err := measureBrowser(ctx, address, rounds, peers)
		if err != nil {
			return err
		}
		rows = append(rows, more...)
		scored, err := measureScores(ctx, address)
		if err != nil {
			return err
		}
		rows = append(rows, scored...)
	}
	return nil
}

// peerTimes are the peer's medians: what a program that is edited takes it.
type peerTimes struct {
	small, withNet time.Duration
}

// measureServer measures the server's runs and the peer's in turn.
func measureServer(rounds int, peer runner, tour runners) ([]row, peerTimes, error) {
	solved, err := solution()
	if err != nil {
		return nil, peerTimes{}, err
	}
	var smalls, nets, edits, publisheds, checks []time.Duration
	for i := range rounds + 1 {
		comment := fmt.Sprintf("// %d %d\n", os.Getpid(), i)
		for _, m := range []struct {
			run  runner
			what string
			into *[]time.Duration
		}{{peer, small + comment, &smalls}, {tour.edited, small + comment, &edits},
			{tour.published, "hello/hello", &publisheds}, {tour.checked, solved + comment, &checks},
			{peer, withNet + comment, &nets}} {
			took, err := m.run(m.what)
			if err != nil {
				return nil, peerTimes{}, err
			}
			if i > 0 { // the first round warms up
				*m.into = append(*m.into, took)
			}
		}
	}
	peers := peerTimes{small: median(smalls), withNet: median(nets)}
	return []row{
		ratio("server, edited small program: click to first line, ours / peer", median(edits), peers.small, "0.75"),
		ratio("server, published snippet", median(publisheds), peers.small, "0.15"),
		ratio("server, an edited exercise: click to the last verdict / the peer's small program", median(checks),
			peers.small, "0.8"),
	}, peers, nil
}

// ratio returns the row of a duration beside the peer's.
func ratio(what string, ours, peer time.Duration, allowed string) row {
	return row{
		what:    what,
		figure:  fmt.Sprintf("%.2f", float64(ours)/float64(peer)),
		allowed: allowed,
		detail:  fmt.Sprintf("%.1f ms / %.0f ms", millis(ours), millis(peer)),
	}
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// print prints rows as a Markdown table.
func print(w io.Writer, rows []row) {
	fmt.Fprintln(w, "| | measured | at most | |")
	fmt.Fprintln(w, "|---|---|---|---|")
	for _, r := range rows {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", r.what, r.figure, r.allowed, r.detail)
	}
}
