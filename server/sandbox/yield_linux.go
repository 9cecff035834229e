package sandbox

import (
	"fmt"
	"math"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"asynctour/server/play"
)

const (
	// eager is how many seconds of processor time a program has before it gives
	// way to others.
	eager = 1
	// niceness is how far it then does: one that has not computed as long gets
	// thirty times as much of a core.
	niceness = 15
)

// yield has this process give way to others once it has computed for a while, so
// that programs which do little are not held up by those which do much. It is
// called after confine.
func yield(l play.Limits) error {
	cpu := uint64(math.Ceil(l.CPU.Seconds()))
	if cpu <= eager {
		return nil
	}
	passed := make(chan os.Signal, 1)
	signal.Notify(passed, syscall.SIGXCPU)
	if err := syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: eager, Max: cpu + 1}); err != nil {
		return fmt.Errorf("limit eager processor time: %w", err)
	}
	go func() {
		<-passed
		syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: cpu, Max: cpu + 1}) // it has been less: this cannot fail
		signal.Reset(syscall.SIGXCPU)
		for range 2 { // a thread that starts meanwhile is as nice as the one that starts it
			renice()
		}
	}()
	return nil
}

// renice lowers the priority of all threads of this process, each of which has
// its own.
func renice() {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return // without /proc it stays as it is
	}
	for _, thread := range threads {
		if id, err := strconv.Atoi(thread.Name()); err == nil {
			syscall.Setpriority(syscall.PRIO_PROCESS, id, niceness) // a thread may have ended
		}
	}
}
