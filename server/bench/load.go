package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
)

// Readers are as many as press Run in the same second, a class; a crowd are those
// who have a page open.
const (
	readers = 300
	crowd   = 10_000
)

// measureLoad measures a tour of its own under the load of many readers.
func measureLoad(ctx context.Context) ([]row, error) {
	address, pid, stop, err := startTourWith(ctx, "-max-connections", "0", "-max-rate", "0")
	if err != nil {
		return nil, err
	}
	defer stop()
	l := load{
		dialer: websocket.Dialer{Subprotocols: []string{"tour.run.v1"}},
		url:    "ws" + strings.TrimPrefix(address, "http") + "/run",
	}
	if _, err := l.reader(ctx, map[string]any{"files": map[string]string{"main.go": small}}, 0); err != nil {
		return nil, err // the first run waits for the archives
	}
	var rows []row
	for _, measure := range []func(context.Context) (row, error){
		func(ctx context.Context) (row, error) { return l.idle(ctx, pid) }, // first: memory that runs have used is kept for a while
		l.edited, l.checked, l.published, l.reconnects,
	} {
		r, err := measure(ctx)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// A load makes readers of one server.
type load struct {
	dialer websocket.Dialer
	url    string
}

// A visit is what one reader saw of a run.
type visit struct {
	acknowledged time.Duration // from the start request to the first event
	took         time.Duration // from the start request to the end
	gaps         int
}

// reader makes one run, and breaks its connection so often, each time after a
// while, to resume the run over another. It fails where an event is missing or
// comes twice.
func (l *load) reader(ctx context.Context, start map[string]any, breaks int) (v visit, err error) {
	name := fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64())
	request := map[string]any{"run": name, "kind": "start"}
	for key, value := range start {
		request[key] = value
	}
	begun, seq := time.Now(), 0
	for {
		ws, _, err := l.dialer.DialContext(ctx, l.url, nil)
		if err != nil {
			return v, fmt.Errorf("dial the tour: %w", err)
		}
		if seq == 0 {
			begun = time.Now()
		}
		if breaks > 0 {
			time.AfterFunc(time.Duration(rand.Int64N(int64(time.Second))), func() { ws.NetConn().Close() })
		}
		if err := ws.WriteJSON(request); err != nil {
			return v, err
		}
		ended, err := v.follow(ws, &seq, begun)
		ws.Close()
		if ended || err != nil {
			return v, err
		}
		if breaks--; breaks < 0 {
			return v, fmt.Errorf("the tour broke the connection of run %s after event %d", name, seq)
		}
		if seq > 0 {
			request = map[string]any{"run": name, "kind": "resume", "after": seq}
		}
	}
}

// follow reads the events of a run until its end or that of the connection.
func (v *visit) follow(ws *websocket.Conn, seq *int, begun time.Time) (ended bool, err error) {
	for {
		var e struct {
			event
			Seq, From int
		}
		if err := ws.ReadJSON(&e); err != nil {
			return false, nil
		}
		switch {
		case e.Kind == "gap" && e.From == *seq+1:
			v.gaps++
		case e.Seq != *seq+1:
			return false, fmt.Errorf("event %d follows event %d", e.Seq, *seq)
		}
		if *seq == 0 {
			v.acknowledged = time.Since(begun)
		}
		*seq = e.Seq
		if e.Kind == "end" {
			v.took = time.Since(begun)
			if e.Reason != "exit" {
				err = fmt.Errorf("the tour ended with %s: %s", e.Reason, e.Message)
			}
			return true, err
		}
	}
}

// visits has a class of readers make a run each, their starts spread over a time.
func (l *load) visits(
	ctx context.Context, over time.Duration, breaks int, start func(n int) map[string]any,
) ([]visit, error) {
	all := make([]visit, readers)
	group, ctx := errgroup.WithContext(ctx)
	for n := range all {
		group.Go(func() (err error) {
			select {
			case <-time.After(over * time.Duration(n) / readers):
			case <-ctx.Done():
				return ctx.Err()
			}
			all[n], err = l.reader(ctx, start(n), breaks)
			return err
		})
	}
	return all, group.Wait()
}

func publishedStart(int) map[string]any { return map[string]any{"snippet": "gather/three-tasks"} }

func (l *load) edited(ctx context.Context) (row, error) {
	return l.acknowledged(ctx, "edited runs", small, map[string]any{})
}

func (l *load) checked(ctx context.Context) (row, error) {
	solved, err := solution()
	if err != nil {
		return row{}, err
	}
	return l.acknowledged(ctx, "verdicts on an exercise", solved, map[string]any{"snippet": exercise, "check": true})
}

// acknowledged measures runs of a source, each with a comment of its own, and with what
// else their requests have.
func (l *load) acknowledged(ctx context.Context, what, source string, request map[string]any) (row, error) {
	all, err := l.visits(ctx, time.Second, 0, func(n int) map[string]any {
		start := maps.Clone(request)
		start["files"] = map[string]string{"main.go": source + fmt.Sprintf("// %d %d\n", os.Getpid(), n)}
		return start
	})
	if err != nil {
		return row{}, err
	}
	slices.SortFunc(all, func(a, b visit) int { return int(a.acknowledged - b.acknowledged) })
	p95, last := all[len(all)*95/100].acknowledged, time.Duration(0)
	for _, v := range all {
		last = max(last, v.took)
	}
	return row{fmt.Sprintf("%d %s within a second: none lost; acknowledged, p95", readers, what),
		fmt.Sprintf("%d ms", p95.Milliseconds()), "≤ 200 ms",
		fmt.Sprintf("the last ended after %.1f s", last.Seconds())}, nil
}

func (l *load) published(ctx context.Context) (row, error) {
	all, err := l.visits(ctx, 0, 0, publishedStart)
	if err != nil {
		return row{}, err
	}
	last := time.Duration(0)
	for _, v := range all {
		last = max(last, v.took)
	}
	return row{fmt.Sprintf("%d published three-second snippets at once: the last ends after", readers),
		fmt.Sprintf("%.1f s", last.Seconds()), "≤ 8 s", ""}, nil
}

func (l *load) reconnects(ctx context.Context) (row, error) {
	all, err := l.visits(ctx, 7*time.Second, 2, publishedStart)
	if err != nil {
		return row{}, err
	}
	gaps := 0
	for _, v := range all {
		gaps += v.gaps
	}
	return row{fmt.Sprintf("%d readers reconnect twice within 10 s, in the middle of their runs: events missing or twice", readers), "0", "0", fmt.Sprintf("gaps told: %d", gaps)}, nil
}

// idle opens a crowd's connections, and tells how much larger the server gets.
func (l *load) idle(ctx context.Context, pid int) (row, error) {
	before, err := settled(ctx, pid)
	if err != nil {
		return row{}, err
	}
	conns := make([]*websocket.Conn, crowd)
	defer func() {
		for _, ws := range conns {
			if ws != nil {
				ws.Close()
			}
		}
	}()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(64)
	for n := range conns {
		group.Go(func() (err error) {
			conns[n], _, err = l.dialer.DialContext(ctx, l.url, nil)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return row{}, fmt.Errorf("open %d connections: %w (ulimit -n has to allow it)", crowd, err)
	}
	after, err := memory(pid)
	return row{fmt.Sprintf("%d idle connections: memory more", crowd), fmt.Sprintf("%d MB", (after-before)>>20),
		"≤ 400 MB", ""}, err
}

// settled waits until a process that has just started changes its memory no more,
// and returns how much that is.
func settled(ctx context.Context, pid int) (int, error) {
	const steady = 5 // seconds
	last, since := 0, 0
	for since < steady {
		now, err := memory(pid)
		if err != nil {
			return 0, err
		}
		if since++; now > last+last/50 || now < last-last/50 {
			last, since = now, 0
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return last, nil
}

// memory returns how much memory a process has, in bytes.
func memory(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("process %d does not tell its memory", pid)
}
