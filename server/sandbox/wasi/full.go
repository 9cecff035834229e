package wasi

import (
	"context"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/sys"

	"asynctour/server/sandbox/wasi/memfs"
)

// exportFull puts functions in the place of wazero's that return two errors of which
// wazero does not know: the file system is full, and too many files are open.
func exportFull(host wazero.HostModuleBuilder) {
	const i32, i64 = api.ValueTypeI32, api.ValueTypeI64
	for _, f := range []struct {
		name   string
		params []api.ValueType
		of     func(context.Context, api.Module, []uint64) sys.Errno
	}{
		{"fd_allocate", []api.ValueType{i32, i64, i64}, wazeroAllocate},
		{"fd_filestat_set_size", []api.ValueType{i32, i64}, wazeroSetSize},
		{"fd_pwrite", []api.ValueType{i32, i32, i32, i64, i32}, wazeroPwrite},
		{"fd_write", []api.ValueType{i32, i32, i32, i32}, wazeroWrite},
		{"path_create_directory", []api.ValueType{i32, i32, i32}, wazeroMkdir},
		{"path_link", []api.ValueType{i32, i32, i32, i32, i32, i32, i32}, wazeroLink},
		{"path_open", []api.ValueType{i32, i32, i32, i32, i32, i64, i64, i32, i32}, wazeroOpen},
		{"path_rename", []api.ValueType{i32, i32, i32, i32, i32, i32}, wazeroRename},
		{"path_symlink", []api.ValueType{i32, i32, i32, i32, i32}, wazeroSymlink},
	} {
		call := api.GoModuleFunc(func(ctx context.Context, mod api.Module, stack []uint64) {
			stack[0] = uint64(errnoOf(f.of(ctx, mod, stack)))
		})
		host.NewFunctionBuilder().
			WithGoModuleFunction(call, f.params, []api.ValueType{api.ValueTypeI32}).
			Export(f.name)
	}
}

// errnoOf returns an error as WASI numbers it.
func errnoOf(e sys.Errno) errno {
	switch e {
	case memfs.NoSpace:
		return nospc
	case memfs.TooMany:
		return mfile
	}
	return wazeroErrno(e)
}
