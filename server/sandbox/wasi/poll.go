package wasi

import (
	"context"
	"encoding/binary"
	"math"
	"slices"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/sys"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// A stdin is the standard input of a program. It does not block: a goroutine that
// reads where there is nothing yet waits in Go's network poller, and the others go on.
type stdin struct {
	clock *clock
	in    *play.Input
	out   func(sandbox.Chunk)
}

// stdinKey is the key of a program's stdin in the context of its calls.
type stdinKey struct{}

// Read returns what there is, or that the program has to wait for it.
func (s *stdin) Read(p []byte) (int, error) {
	s.clock.check()
	n, err := s.in.Take(p)
	if n == 0 && err == nil && len(p) > 0 {
		s.out(sandbox.Chunk{Kind: play.KindReading, At: s.clock.millis()})
		return 0, sys.EAGAIN
	}
	return n, err
}

// exportPoll puts two functions in the place of wazero's, by which a program waits for
// its standard input and for time at once: wazero has no way to say that an input
// that is not a file does not block, and its poll_oneoff counts in milliseconds.
func exportPoll(host wazero.HostModuleBuilder) {
	const i32 = api.ValueTypeI32
	host.NewFunctionBuilder().
		WithGoModuleFunction(api.GoModuleFunc(fdstat), []api.ValueType{i32, i32}, []api.ValueType{i32}).
		Export("fd_fdstat_get")
	host.NewFunctionBuilder().
		WithGoModuleFunction(api.GoModuleFunc(poll), []api.ValueType{i32, i32, i32, i32}, []api.ValueType{i32}).
		Export("poll_oneoff")
}

// An errno is an error as WASI numbers it.
type errno uint32

const (
	success errno = 0
	fault   errno = 21
	inval   errno = 28
	mfile   errno = 33
	nospc   errno = 51
)

// Of a struct fdstat, and of its flags.
const (
	fdstatFlags = 2 // offset
	nonblock    = 1 << 2
)

// fdstat is fd_fdstat_get(fd, result), which says of standard input that it does not
// block.
func fdstat(ctx context.Context, mod api.Module, stack []uint64) {
	fd, result := int32(stack[0]), uint32(stack[1])
	e := errnoOf(wazeroFdstat(ctx, mod, stack))
	if e == success && fd == 0 {
		flags, _ := mod.Memory().ReadUint16Le(result + fdstatFlags)
		mod.Memory().WriteUint16Le(result+fdstatFlags, flags|nonblock)
	}
	stack[0] = uint64(e)
}

// A subscription is a struct subscription: to a clock, or to a descriptor. It begins
// with the program's own mark, which its event has too.
type subscription []byte

// The sizes of a struct subscription and of a struct event, in bytes, and of a mark.
const (
	subscriptionSize = 48
	eventSize        = 32
	markSize         = 8
)

var le = binary.LittleEndian

// clock reports whether it is to a clock; nanoseconds are how long from now.
func (s subscription) clock() (nanoseconds int64, ok bool) {
	return int64(min(le.Uint64(s[24:]), math.MaxInt64)), s[8] == 0
}

// stdin reports whether it is to standard input that can be read.
func (s subscription) stdin() bool { return s[8] == 1 && le.Uint32(s[16:]) == 0 }

// poll is poll_oneoff(subscriptions, events, how many, result): it waits until one of
// the subscriptions has an event, writes the events, and their number to result.
// Go's runtime subscribes to at most one clock, and to descriptors that do not block,
// of which there is but standard input.
func poll(ctx context.Context, mod api.Module, stack []uint64) {
	count := uint32(stack[2])
	subs, ok := mod.Memory().Read(uint32(stack[0]), count*subscriptionSize)
	if !ok || count == 0 || count > math.MaxUint32/subscriptionSize {
		stack[0] = uint64(inval)
		return
	}
	in := ctx.Value(stdinKey{}).(*stdin)
	wait := int64(-1)
	var ready <-chan struct{}
	for sub := range slices.Chunk(subs, subscriptionSize) {
		sub := subscription(sub)
		if nanoseconds, ok := sub.clock(); ok {
			wait = nanoseconds
		} else if sub.stdin() {
			ready = in.in.Ready()
		}
	}
	readable := in.clock.wait(wait, ready)
	var events []byte
	for sub := range slices.Chunk(subs, subscriptionSize) {
		sub := subscription(sub)
		if sub.stdin() == readable {
			event := make([]byte, eventSize)
			copy(event, sub[:markSize])
			event[10] = sub[8]
			events = append(events, event...)
		}
	}
	e := success
	if !mod.Memory().Write(uint32(stack[1]), events) ||
		!mod.Memory().WriteUint32Le(uint32(stack[3]), uint32(len(events)/eventSize)) {
		e = fault
	}
	stack[0] = uint64(e)
}
