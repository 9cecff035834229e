package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/txtar"
)

const (
	// hostileRuns is how many programs are run that are out for what they must
	// not have: those of server/attacks, in turn.
	hostileRuns = 1000
	// friendlyRuns is how often, at the least, a friendly program is run, before
	// them and beside them.
	friendlyRuns = 15
	// pause is how long its reader looks at the output before the next run.
	pause = time.Second
)

// measureHostile runs hostile programs, and a friendly one beside them, on a tour
// of their own whose limits let this end within minutes.
func measureHostile(ctx context.Context) ([]row, error) {
	temp, err := os.MkdirTemp("", "tour-bench-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	sources, err := hostilePrograms("server/attacks/testdata/attacks")
	if err != nil {
		return nil, err
	}
	address, pid, stop, err := startTourIn(ctx, temp, "-max-cpu=2s", "-max-wall=10s", "-max-rate=0")
	if err != nil {
		return nil, err
	}
	defer stop()
	if _, err := settled(ctx, pid); err != nil {
		return nil, err
	}
	// From where nobody is hostile: all of 127.0.0.0/8 is this machine.
	friendly, err := tourRunners(ctx, address, net.ParseIP("127.0.0.2"))
	if err != nil {
		return nil, err
	}
	run := 0
	once := func() (time.Duration, error) {
		run++
		time.Sleep(pause)
		return friendly.edited(fmt.Sprintf("%s// friendly %d %d\n", hello, os.Getpid(), run))
	}
	alone, err := several(once, func() bool { return false })
	if err != nil {
		return nil, err
	}
	before, err := steady(ctx, pid, temp)
	if err != nil {
		return nil, err
	}
	attacks := make(chan error, 1)
	go func() { attacks <- attack(ctx, address, sources) }()
	beside, err := several(once, func() bool { return len(attacks) == 0 })
	if err != nil {
		return nil, err
	}
	if err := <-attacks; err != nil {
		return nil, err
	}
	left, err := leftBehind(ctx, pid, temp, before)
	if err != nil {
		return nil, err
	}
	return []row{
		ratio(fmt.Sprintf("a friendly run beside %d hostile ones, %d at a time / alone", hostileRuns, clients),
			median(beside), median(alone), "3.0"),
		{what: "what the hostile runs have left behind: processes, files, mounts", figure: left, allowed: "nothing"},
	}, nil
}

// hostilePrograms returns the attacks in a folder that are whole programs.
func hostilePrograms(folder string) (sources []string, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return nil, err
		}
		for _, f := range archive.Files {
			if f.Name == "main.go" {
				sources = append(sources, string(f.Data))
			}
		}
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("no attacks in %s", folder)
	}
	return sources, nil
}

// attack runs the hostile programs until all runs have ended, however they do.
func attack(ctx context.Context, address string, sources []string) error {
	var count atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range clients {
		group.Go(func() error {
			dialer := websocket.Dialer{Subprotocols: []string{"tour.run.v1"}}
			ws, _, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(address, "http")+"/run", nil)
			if err != nil {
				return fmt.Errorf("dial the tour: %w", err)
			}
			defer ws.Close()
			for n := count.Add(1); n <= hostileRuns; n = count.Add(1) {
				start := map[string]any{"run": fmt.Sprint(n), "kind": "start",
					"files": map[string]string{"main.go": sources[int(n)%len(sources)]}}
				if err := ws.WriteJSON(start); err != nil {
					return err
				}
				var e event
				for e.Kind != "end" {
					if err := ws.ReadJSON(&e); err != nil {
						return fmt.Errorf("hostile run %d: %w", n, err)
					}
				}
				if e.Reason == "internal" {
					return fmt.Errorf("hostile run %d ended with %s: %s", n, e.Reason, e.Message)
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// several returns how long a run takes, so often as is said and for as long as
// more says so.
func several(run func() (time.Duration, error), more func() bool) (all []time.Duration, err error) {
	for len(all) < friendlyRuns || more() {
		took, err := run()
		if err != nil {
			return nil, err
		}
		all = append(all, took)
	}
	return all, nil
}

// A footprint is how much there is of a server: the processes that it has started, the
// files in its temporary folder, the mounts that it sees.
type footprint struct{ processes, files, mounts int }

func (f footprint) String() string {
	return fmt.Sprintf("%d processes, %d files, %d mounts", f.processes, f.files, f.mounts)
}

// footprintOf returns the footprint of the server with that process id and temporary folder.
func footprintOf(pid int, temp string) (footprint, error) {
	files, err := filepath.Glob(filepath.Join(temp, "*"))
	if err != nil {
		return footprint{}, err
	}
	boxes, err := filepath.Glob(filepath.Join(temp, "*", "*"))
	if err != nil {
		return footprint{}, err
	}
	mounts, err := os.ReadFile(fmt.Sprintf("/proc/%d/mountinfo", pid))
	return footprint{descendants(pid), len(files) + len(boxes), strings.Count(string(mounts), "\n")}, err
}

// descendants returns how many processes pid has started, and they have, that
// have not ended.
func descendants(pid int) (n int) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // the pattern is a good one
	for _, list := range lists {
		children, err := os.ReadFile(list)
		if err != nil {
			continue // the thread has ended
		}
		for _, field := range strings.Fields(string(children)) {
			var child int
			if _, err := fmt.Sscan(field, &child); err == nil {
				n += 1 + descendants(child)
			}
		}
	}
	return n
}

// steady returns the footprint once it changes no more.
func steady(ctx context.Context, pid int, temp string) (footprint, error) {
	const seconds = 3
	last, since := footprint{}, 0
	for since < seconds {
		now, err := footprintOf(pid, temp)
		if err != nil {
			return footprint{}, err
		}
		if since++; now != last {
			last, since = now, 0
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return footprint{}, ctx.Err()
		}
	}
	return last, nil
}

// leftBehind returns "nothing" if, when all is steady, there is no more than there was
// before; else what there is in its place. There may be less: the sandbox that was kept
// for a reader before may have ended.
func leftBehind(ctx context.Context, pid int, temp string, before footprint) (string, error) {
	now, err := steady(ctx, pid, temp)
	if err != nil {
		return "", err
	}
	if now.processes <= before.processes && now.files <= before.files && now.mounts <= before.mounts {
		return "nothing", nil
	}
	return fmt.Sprintf("%v; before there were %v", now, before), nil
}
