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
// of the stack on which the interpreter itself runs, which has a size that is a power
// of two: see maxCalls.
//
//go:linkname callStackCeiling github.com/tetratelabs/wazero/internal/engine/interpreter.callStackCeiling
var callStackCeiling int

// maxCalls is enough for what recurses 100,000 deep, and fits into a stack of 512 MiB.
// At twice that, and while it is copied, the process would have too much memory.
const maxCalls = 60_000

// wazeroFdstat is wazero's own fd_fdstat_get.
//
//go:linkname wazeroFdstat github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.fdFdstatGetFn
func wazeroFdstat(ctx context.Context, mod api.Module, params []uint64) sys.Errno
