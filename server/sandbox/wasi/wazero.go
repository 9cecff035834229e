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

// wazeroErrno returns an error as WASI numbers it.
//
//go:linkname wazeroErrno github.com/tetratelabs/wazero/internal/wasip1.ToErrno
func wazeroErrno(e sys.Errno) errno

// Wazero's own functions for files that can be written to.

//go:linkname wazeroAllocate github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.fdAllocateFn
func wazeroAllocate(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroLink github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.pathLinkFn
func wazeroLink(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroMkdir github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.pathCreateDirectoryFn
func wazeroMkdir(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroOpen github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.pathOpenFn
func wazeroOpen(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroPwrite github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.fdPwriteFn
func wazeroPwrite(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroRename github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.pathRenameFn
func wazeroRename(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroSetSize github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.fdFilestatSetSizeFn
func wazeroSetSize(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroSymlink github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.pathSymlinkFn
func wazeroSymlink(ctx context.Context, mod api.Module, params []uint64) sys.Errno

//go:linkname wazeroWrite github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1.fdWriteFn
func wazeroWrite(ctx context.Context, mod api.Module, params []uint64) sys.Errno
