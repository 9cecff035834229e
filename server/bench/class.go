package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"asynctour/server/class"
)

// asks is what the class is asked.
const asks = "gather/the-others"

// measureClass measures a tour of its own with a class of 300 simulated students.
func measureClass(ctx context.Context) ([]row, error) {
	data, err := os.MkdirTemp("", "tour-bench-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(data)
	address, lines, pid, stop, err := startServer(ctx, os.TempDir(), "-data", data, "-max-connections", "0", "-max-rate", "0")
	if err != nil {
		return nil, err
	}
	defer stop()
	line, err := lines.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("bin/tour printed no link for a teacher: %w", err)
	}
	cookie, err := signIn(ctx, address, strings.TrimSpace(line))
	if err != nil {
		return nil, err
	}
	c := classroom{pid: pid}
	if c.room, err = newRoom(ctx, address, cookie); err != nil {
		return nil, err
	}
	var rows []row
	for _, measure := range []func(context.Context) (row, error){
		c.memory, // first: memory that others have used is kept for a while
		c.joins, c.votes, c.changes, c.cut, c.submissions, c.beside,
	} {
		r, err := measure(ctx)
		if err != nil {
			return rows, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// A classroom is what the measures of a class share.
type classroom struct {
	room
	pid      int
	teacher  *seat
	students []*student
}

// memory opens ten classes of 300, and finds how much larger the server gets.
func (c *classroom) memory(ctx context.Context) (row, error) {
	const classes = 10
	before, err := settled(ctx, c.pid)
	if err != nil {
		return row{}, err
	}
	var all []*student
	for range classes {
		r, err := newRoom(ctx, c.address, c.cookie)
		if err != nil {
			return row{}, err
		}
		some, err := r.join(ctx, readers)
		if err != nil {
			return row{}, err
		}
		all = append(all, some...)
	}
	after, err := memory(c.pid)
	for _, s := range all {
		s.ws.Close()
	}
	return row{"memory of a student who is connected", fmt.Sprintf("%d KB", (after-before)>>10/(classes*readers)), "≤ 60 KB",
		fmt.Sprintf("%d students", classes*readers)}, err
}

// joins has 300 join at once.
func (c *classroom) joins(ctx context.Context) (r row, err error) {
	if c.teacher, err = c.teach(ctx); err != nil {
		return row{}, err
	}
	begun := time.Now()
	if c.students, err = c.join(ctx, readers); err != nil {
		return row{}, err
	}
	return row{fmt.Sprintf("%d join a class at once, none refused: the last is in after", readers),
		fmt.Sprintf("%.2f s", time.Since(begun).Seconds()), "≤ 2 s", ""}, nil
}

// votes has all answer a question within a second.
func (c *classroom) votes(ctx context.Context) (row, error) {
	if _, err := c.teacher.send(ctx, class.Request{Kind: class.KindAsk, Key: "asked123", Question: asks}); err != nil {
		return row{}, err
	}
	took := make([]time.Duration, len(c.students))
	err := each(ctx, c.students, time.Second, func(i int, s *student) (err error) {
		if err := s.until(ctx, func() bool { return s.state.Phase == class.Asking }); err != nil {
			return err
		}
		took[i], err = s.send(ctx, s.vote())
		return err
	})
	if err != nil {
		return row{}, err
	}
	slices.Sort(took)
	return row{fmt.Sprintf("%d answers within a second: acknowledged, on disk, p95", readers),
		fmt.Sprintf("%d ms", took[len(took)*95/100].Milliseconds()), "≤ 200 ms",
		fmt.Sprintf("the last %d ms", took[len(took)-1].Milliseconds())}, nil
}

// vote returns the student's answer, the same each time.
func (s *student) vote() class.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return class.Request{Kind: class.KindVote, Key: s.votes, Asking: s.state.Asking, Round: 1, Value: "1"}
}

// changes has students run programs, and finds when the teacher sees that.
func (c *classroom) changes(ctx context.Context) (row, error) {
	const over = 5 * time.Second
	ran := make([]time.Time, len(c.students)+1)
	begun := time.Now()
	err := each(ctx, c.students, over, func(i int, s *student) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if err := s.ws.WriteJSON(class.Request{Kind: class.KindAt, Lesson: "http", Snippet: exercise}); err != nil {
			return err
		}
		ran[i+1] = time.Now()
		return s.ws.WriteJSON(class.Request{Kind: class.KindRan, Snippet: exercise, Source: small,
			Result: class.Result{Outcome: class.Deadlock, Line: i + 1}})
	})
	if err != nil {
		return row{}, err
	}
	t := c.teacher
	if err := t.until(ctx, func() bool { return len(t.lines) > readers }); err != nil { // line 0 is of those before a run
		return row{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var took []time.Duration
	for line, at := range t.lines {
		if line > 0 {
			took = append(took, at.Sub(ran[line]))
		}
	}
	slices.Sort(took)
	messages := slices.DeleteFunc(slices.Clone(t.lives), func(at time.Time) bool { return at.Before(begun) })
	most := 0
	for i := range messages {
		within := 0
		for _, at := range messages[i:] {
			if at.Sub(messages[i]) < time.Second {
				within++
			}
		}
		most = max(most, within)
	}
	return row{"a run of a student’s is seen by the teacher after, p95", fmt.Sprintf("%d ms", took[len(took)*95/100].Milliseconds()),
		"≤ 1,000 ms", fmt.Sprintf("at most %d messages in a second", most)}, nil
}

// cut cuts all connections at once. All come back, and send their answers again.
func (c *classroom) cut(ctx context.Context) (row, error) {
	begun := time.Now()
	for _, s := range c.students {
		s.ws.NetConn().Close()
	}
	err := each(ctx, c.students, 0, func(_ int, s *student) error {
		if err := s.back(ctx, c.room); err != nil {
			return err
		}
		s.mu.Lock()
		kept := s.mine.Votes[0]
		s.mu.Unlock()
		if kept != "1" {
			return fmt.Errorf("after it the answer of a student is %q", kept)
		}
		_, err := s.send(ctx, s.vote())
		return err
	})
	took := time.Since(begun)
	if err != nil {
		return row{}, err
	}
	t := c.teacher
	err = t.until(ctx, func() bool {
		return t.state.There == readers && t.state.Answered == readers && len(t.state.Counts) == 1 && t.state.Counts[0]["1"] == readers
	})
	return row{fmt.Sprintf("all %d connections are cut at once, and every answer is sent again: nothing missing or twice; all are back after",
		readers), fmt.Sprintf("%.1f s", took.Seconds()), "≤ 10 s", "each waits a random while, of a second at most"}, err
}

// submissions has all submit five programs, against one who submits one after the other.
func (c *classroom) submissions(ctx context.Context) (row, error) {
	const times, alone = 5, 100
	var n atomic.Int64
	submit := func(s *student) error {
		_, err := post(ctx, c.address+"/api/submissions", class.Submission{Key: fmt.Sprintf("key%029d", n.Add(1)), Exercise: exercise,
			Version: "bench", Files: map[string]string{"main.go": small + strings.Repeat("// more\n", 200)}}, nil,
			"Authorization", "Bearer "+s.token)
		return err
	}
	begun := time.Now()
	for range alone {
		if err := submit(c.students[0]); err != nil {
			return row{}, err
		}
	}
	single := alone / time.Since(begun).Seconds()
	begun = time.Now()
	err := each(ctx, c.students, 0, func(_ int, s *student) error {
		for range times {
			if err := submit(s); err != nil {
				return err
			}
		}
		return nil
	})
	together := float64(len(c.students)*times) / time.Since(begun).Seconds()
	return row{fmt.Sprintf("%d × %d submissions, committed in groups / one by one", readers, times),
		fmt.Sprintf("%.0f×", together/single), "≥ 10×", fmt.Sprintf("%.0f and %.0f a second", together, single)}, err
}

// beside measures a reader's edited program on the server, alone and beside a class in which each student does
// something every second.
func (c *classroom) beside(ctx context.Context) (row, error) {
	tour, err := tourRunners(ctx, c.address, nil)
	if err != nil {
		return row{}, err
	}
	const rounds = 15
	measure := func(what string) (time.Duration, error) {
		var all []time.Duration
		for i := range rounds + 1 {
			took, err := tour.edited(small + fmt.Sprintf("// %s %d %d\n", what, os.Getpid(), i))
			if err != nil {
				return 0, err
			}
			if i > 0 { // the first warms up
				all = append(all, took)
			}
		}
		return median(all), nil
	}
	alone, err := measure("alone")
	if err != nil {
		return row{}, err
	}
	busy, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- each(busy, c.students, time.Second, func(i int, s *student) error {
			for tick := time.NewTicker(time.Second); ; {
				s.mu.Lock()
				err := s.ws.WriteJSON(class.Request{Kind: class.KindRan, Snippet: exercise, Source: small,
					Result: class.Result{Outcome: class.Deadlock, Line: i%9 + 1}})
				s.mu.Unlock()
				if err != nil {
					return err
				}
				select {
				case <-tick.C:
				case <-busy.Done():
					return nil
				}
			}
		})
	}()
	beside, err := measure("beside")
	stop()
	if also := <-ended; err == nil && ctx.Err() == nil && also != nil && also != context.Canceled {
		err = also
	}
	r := ratio("a reader’s edited program on the server: beside the class / alone", beside, alone, "1.5")
	return r, err
}
