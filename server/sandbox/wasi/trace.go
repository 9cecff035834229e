package wasi

import (
	"io/fs"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental/sys"
	"github.com/tetratelabs/wazero/experimental/sysfs"
	wasi "github.com/tetratelabs/wazero/sys"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// Where a program writes its trace to, as package tracer has it.
const (
	traceFolder = "/tour"
	traceName   = "trace"
)

// traceFiles adds a file system with that one file, which can be written.
func traceFiles(to wazero.FSConfig, c *clock, out func(sandbox.Chunk)) wazero.FSConfig {
	files := &traceFS{file: &traceFile{clock: c, out: out}}
	return to.(sysfs.FSConfig).WithSysFSMount(files, traceFolder)
}

type traceFS struct {
	sys.UnimplementedFS
	file *traceFile
}

// OpenFile opens the file, or the folder.
func (f *traceFS) OpenFile(name string, _ sys.Oflag, _ fs.FileMode) (sys.File, sys.Errno) {
	switch name {
	case ".":
		return folder{}, 0
	case traceName:
		return f.file, 0
	}
	return nil, sys.ENOENT
}

// A folder is one, and nothing more.
type folder struct{ sys.UnimplementedFile }

// IsDir says so.
func (folder) IsDir() (bool, sys.Errno) { return true, 0 }

// Stat describes it.
func (folder) Stat() (wasi.Stat_t, sys.Errno) {
	return wasi.Stat_t{Mode: fs.ModeDir | 0o500, Nlink: 1}, 0
}

// A traceFile passes on what is written to it.
type traceFile struct {
	sys.UnimplementedFile
	clock *clock
	out   func(sandbox.Chunk)
	size  int
}

// Write passes on a piece of the trace; an empty one ends it.
func (f *traceFile) Write(p []byte) (int, sys.Errno) {
	f.clock.check()
	if f.size > play.MaxTrace {
		return 0, sys.EIO // it has been told that this is too much
	}
	f.size += len(p)
	f.out(sandbox.Chunk{Kind: play.KindTrace, At: f.clock.millis(), Data: p})
	return len(p), 0
}

// Stat describes the file, as opening it takes.
func (f *traceFile) Stat() (wasi.Stat_t, sys.Errno) {
	return wasi.Stat_t{Mode: 0o200, Nlink: 1}, 0
}

// IsDir says that it is a file.
func (f *traceFile) IsDir() (bool, sys.Errno) { return false, 0 }

// Sync does nothing, and succeeds: no goroutine waits for this host.
func (f *traceFile) Sync() sys.Errno { return 0 }
