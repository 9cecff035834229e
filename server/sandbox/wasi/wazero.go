package wasi

import (
	"context"
	_ "unsafe" // for go:linkname

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/sys"
)

// What wazero has and does not export. Where a release of it has moved them the linker
// finds that out.

// callStackCeiling is how many calls of the interpreter may be under way. Each takes 4 KiB
// of the stack on which the interpreter itself runs.
//
//go:linkname callStackCeiling github.com/tetratelabs/wazero/internal/engine/interpreter.callStackCeiling
var callStackCeiling int

// maxCalls fits into a stack of 256 MiB; while twice that is made the process would have too
// much memory. It is enough for what recurses 100,000 deep: where Go has a goroutine's stack
// grow to twice its size, at half of that depth, all calls under way end, to be taken up one
// by one.
const maxCalls = 60_000

// wazeroFdstat is wazero's own fd_fdstat_get.
//
//go:linkname wazeroFdstat github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.fdFdstatGetFn
func wazeroFdstat(ctx context.Context, mod api.Module, params []uint64) sys.Errno
