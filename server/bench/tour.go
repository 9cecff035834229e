package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// startTour starts bin/tour and returns its address, "http://127.0.0.1:41234",
// and what ends it.
func startTour(ctx context.Context) (address string, stop func(), err error) {
	address, _, stop, err = startTourWith(ctx)
	return address, stop, err
}

// startTourWith does so with more flags, and returns the process id too.
func startTourWith(ctx context.Context, flags ...string) (address string, pid int, stop func(), err error) {
	return startTourIn(ctx, os.TempDir(), flags...)
}

// logged gets the lines that the servers of the benchmark log.
const logged = "bin/bench.log"

// startTourIn does so with a temporary folder of the tour's own.
func startTourIn(ctx context.Context, temp string, flags ...string) (address string, pid int, stop func(), err error) {
	address, _, pid, stop, err = startServer(ctx, temp, flags...)
	return address, pid, stop, err
}

// startServer does so, and returns what the tour prints after its address too.
func startServer(ctx context.Context, temp string, flags ...string,
) (address string, lines *bufio.Reader, pid int, stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, "bin/tour", append([]string{"serve", "-addr", "127.0.0.1:0"}, flags...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Env = append(os.Environ(), "TMPDIR="+temp)
	log, err := os.OpenFile(logged, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		cancel()
		return "", nil, 0, nil, err
	}
	defer log.Close() // the server has a descriptor of its own
	cmd.Stderr = log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		return "", nil, 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		cancel()
		return "", nil, 0, nil, fmt.Errorf("%w (make build makes it)", err)
	}
	stop = func() {
		cancel()
		cmd.Wait()
	}
	lines = bufio.NewReader(stdout)
	line, err := lines.ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		stop()
		return "", nil, 0, nil, fmt.Errorf("bin/tour serve printed %q: %w", line, err)
	}
	return address, lines, cmd.Process.Pid, stop, nil
}

// An event is what the benchmark needs of a play.Event.
type event struct {
	Kind, Name, Text, Reason, Message string
	OK                                bool
}

// runners are what runs a source, a published snippet, and the checks of exercise on a
// source; the figure of that is until its last verdict.
type runners struct {
	edited, published, checked runner
}

// exercise is the exercise whose checks are run.
const exercise = "http/four-at-a-time"

// solution returns a program that solves the exercise.
func solution() (string, error) {
	text, err := os.ReadFile("lessons/04-http/four-at-a-time/solution/main.go")
	return string(text), err
}

// tourRunners returns runners on the tour's server, to which they connect from an address
// of this machine.
func tourRunners(ctx context.Context, address string, from net.IP) (runners, error) {
	own := &net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}
	dialer := websocket.Dialer{Subprotocols: []string{"tour.run.v1"}, NetDialContext: own.DialContext}
	ws, _, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(address, "http")+"/run", nil)
	if err != nil {
		return runners{}, fmt.Errorf("dial the tour: %w", err)
	}
	n := 0
	run := func(request map[string]any) (time.Duration, error) {
		n++
		request["run"], request["kind"] = fmt.Sprint(n), "start"
		begun := time.Now()
		if err := ws.WriteJSON(request); err != nil {
			return 0, err
		}
		took := time.Duration(0)
		for {
			var e event
			if err := ws.ReadJSON(&e); err != nil {
				return 0, fmt.Errorf("the tour: %w", err)
			}
			switch {
			case e.Kind == "check" && !e.OK:
				return 0, fmt.Errorf("%s fails: %s", e.Name, e.Text)
			case e.Kind == "check", e.Kind == "stdout" && took == 0:
				took = time.Since(begun)
			case e.Kind == "end" && (e.Reason != "exit" || took == 0):
				return 0, fmt.Errorf("the tour ended with %s: %s", e.Reason, e.Message)
			case e.Kind == "end":
				return took, nil
			}
		}
	}
	return runners{
		edited: func(source string) (time.Duration, error) {
			return run(map[string]any{"files": map[string]string{"main.go": source}})
		},
		published: func(snippet string) (time.Duration, error) {
			return run(map[string]any{"snippet": snippet})
		},
		checked: func(source string) (time.Duration, error) {
			return run(map[string]any{"snippet": exercise, "files": map[string]string{"main.go": source}, "check": true})
		},
	}, nil
}
