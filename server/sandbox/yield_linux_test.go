package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"asynctour/server/play"
)

// TestYield has a program compute until it gives way to others, and then until
// its time is over.
func TestYield(t *testing.T) {
	limits := play.DefaultLimits()
	limits.CPU = 2 * time.Second
	children, err := NewChildren(tour(t), 1, limits)
	if err != nil {
		t.Fatal(err)
	}
	defer children.Close()
	p := <-children.pool.idle
	tasks := fmt.Sprintf("/proc/%d/task/*/stat", p.cmd.Process.Pid)
	children.pool.idle <- p
	in := play.NewInput(limits.Stdin)
	in.Send("spin\n")
	ended := make(chan play.Result, 1)
	go func() {
		result, err := children.Run(t.Context(), play.Program{Binary: read(t, program(t)), Clock: play.Real}, in, func(play.Chunk) {})
		if err != nil {
			t.Error(err)
		}
		ended <- result
	}()
	for yielded := false; !yielded; runtime.Gosched() {
		select {
		case result := <-ended:
			t.Fatalf("it ended with %+v and had not given way", result)
		default:
		}
		files, _ := filepath.Glob(tasks)
		yielded = len(files) > 0
		for _, file := range files {
			stat, err := os.ReadFile(file)
			if err != nil {
				continue // the thread has ended
			}
			_, fields, _ := strings.Cut(string(stat), ") ")
			yielded = yielded && strings.Fields(fields)[16] == fmt.Sprint(niceness)
		}
	}
	if result := <-ended; result.Reason != play.Timeout {
		t.Errorf("it ended with %+v, want %s", result, play.Timeout)
	}
}
