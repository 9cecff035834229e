package checks

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A check is given up after so many ticks of a timer. A tick counts when it has fired and the
// goroutine that waits for it has run since, and those missed meanwhile do not count: a process
// that got no processor, or was stopped, has used up nothing of a right program's time.
const (
	tick     = 10 * time.Millisecond
	patience = 1000 // ticks that a check may take
	glance   = 10   // ticks from one look at its goroutines to the next
	still    = 10   // looks by which a bubble that stands still is given up: one second's
)

// watch sends why a check is given up, unless it is done before. It is a goroutine of its own,
// which a timeline does not show: each tick would be a mark on that of main.
func watch(done <-chan struct{}, late chan<- string) {
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	var before string
	looks := 0 // since the bubble stands as it does
	for n := range patience {
		select {
		case <-done:
			return
		case <-ticks.C:
		}
		if n%glance != glance-1 {
			continue
		}
		b := newest()
		if b.number <= lost || !b.stands() || b.stacks != before {
			before, looks = b.stacks, 0
		} else if looks++; looks == still {
			lost = b.number
			late <- b.why()
			return
		}
	}
	lost = newest().number
	late <- fmt.Sprintf("does not end within %v", patience*tick)
}

// lost is the number of the last bubble that was given up: its goroutines are still there.
var lost int

// A bubble is what the runtime reports of the goroutines of a bubble of testing/synctest.
type bubble struct {
	number int // they are counted from 1
	states []string
	stacks string
}

// newest returns the last bubble that there is, its zero value where there is none.
func newest() (last bubble) {
	const most = 1 << 20 // the stacks of some thousand goroutines: more are not looked at
	text := make([]byte, 64<<10)
	n := runtime.Stack(text, true)
	for ; n == len(text); n = runtime.Stack(text, true) {
		if len(text) == most {
			return bubble{}
		}
		text = make([]byte, 4*len(text))
	}
	for stack := range strings.SplitSeq(string(text[:n]), "\n\n") {
		// goroutine 24 [sync.Mutex.Lock, synctest bubble 1]:
		head, _, _ := strings.Cut(stack, "]:")
		_, head, _ = strings.Cut(head, " [")
		state, _, _ := strings.Cut(head, ",")
		_, digits, _ := strings.Cut(head, "synctest bubble ")
		number, err := strconv.Atoi(digits)
		if err != nil || number < last.number {
			continue
		}
		if number > last.number {
			last = bubble{number: number}
		}
		last.states = append(last.states, state)
		last.stacks += stack + "\n\n"
	}
	return last
}

// stands reports whether a bubble stands still: all of its goroutines wait, and some of them for
// a mutex. That is no wait of which the bubble knows that nothing outside can end it, so its
// clock does not go on, and nothing that happens inside will unlock the mutex.
func (b bubble) stands() bool {
	for _, state := range b.states {
		if !isLock(state) && !strings.HasSuffix(state, "(durable)") {
			return false
		}
	}
	return b.locks() > 0
}

// locks returns how many goroutines wait for a mutex.
func (b bubble) locks() (n int) {
	for _, state := range b.states {
		if isLock(state) {
			n++
		}
	}
	return n
}

// isLock reports whether a goroutine in that state waits for a mutex.
func isLock(state string) bool {
	return strings.HasPrefix(state, "sync.Mutex.") || strings.HasPrefix(state, "sync.RWMutex.")
}

// why says why a bubble stands still. The runtime does not know who holds a mutex.
func (b bubble) why() string {
	who := "a goroutine waits"
	if n := b.locks(); n > 1 {
		who = fmt.Sprintf("%d goroutines wait", n)
	}
	for _, state := range b.states {
		if strings.HasPrefix(state, "sleep") {
			return who + " for a mutex that is held during a wait (sleep), or never unlocked"
		}
	}
	return "deadlock: " + who + " for a mutex that nobody unlocks"
}
