package sandbox

import (
	"fmt"
	"math"
	"os"
	"os/signal"
	"syscall"
	"time"

	"asynctour/server/nice"
	"asynctour/server/play"
)

// eager is how much processor time a program has before it gives way to others.
const eager = time.Second

// yield has this process give way to others once it has computed for a while, so
// that programs which do little are not held up by those which do much. It is
// called after confine.
func yield(l play.Limits) error {
	const eagerSeconds = uint64(eager / time.Second)
	cpu := uint64(math.Ceil(l.CPU.Seconds()))
	if cpu <= eagerSeconds {
		return nil
	}
	passed := make(chan os.Signal, 1)
	signal.Notify(passed, syscall.SIGXCPU)
	if err := syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: eagerSeconds, Max: cpu + 1}); err != nil {
		return fmt.Errorf("limit eager processor time: %w", err)
	}
	go func() {
		<-passed
		syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: cpu, Max: cpu + 1}) // it has been less: this cannot fail
		signal.Reset(syscall.SIGXCPU)
		for range 2 { // those that start meanwhile may have been missed
			nice.Set(os.Getpid(), nice.Computing)
		}
	}()
	return nil
}
