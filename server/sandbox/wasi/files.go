package wasi

import (
	"io/fs"
	"os"
	"strings"
	"testing/fstest"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental/sys"
	"github.com/tetratelabs/wazero/experimental/sysfs"

	"asynctour/server/sandbox"
)

// zonesName is the name of the time zones below the root.
var zonesName = strings.TrimPrefix(sandbox.GOROOT, "/") + "/lib/time/zoneinfo.zip"

// files returns the files that a program finds: a root that can be read, and what its trace
// is written to. Where there were no root a file that does not exist would be one that
// cannot be had, which is another error.
func files(c *clock, p sandbox.Program, zones string, out func(sandbox.Chunk)) wazero.FSConfig {
	hosts := fstest.MapFS{"etc/hosts": {Data: []byte("127.0.0.1 localhost\n::1 localhost\n"), Mode: 0o444}}
	config := wazero.NewFSConfig().(sysfs.FSConfig)
	root := config.WithSysFSMount(&readOnly{sysfs.ReadFS{FS: &sysfs.AdaptFS{FS: rootFS{hosts, zones}}}}, "/")
	if !p.Trace {
		return root
	}
	return traceFiles(root, c, out)
}

// A readOnly is a file system that cannot be written to, and says so.
type readOnly struct{ sysfs.ReadFS }

// OpenFile opens a file for reading.
func (f *readOnly) OpenFile(name string, flag sys.Oflag, perm fs.FileMode) (sys.File, sys.Errno) {
	const writes = sys.O_WRONLY | sys.O_RDWR | sys.O_APPEND | sys.O_CREAT | sys.O_TRUNC
	if flag&writes == 0 {
		return f.ReadFS.OpenFile(name, flag, perm)
	}
	stat, errno := f.Stat(name)
	switch {
	case errno != 0 && (errno != sys.ENOENT || flag&sys.O_CREAT == 0):
		return nil, errno
	case errno == 0 && stat.Mode.IsDir():
		return nil, sys.EISDIR
	}
	return nil, sys.EROFS
}

// Unlink removes nothing.
func (f *readOnly) Unlink(name string) sys.Errno { return f.refuse(name) }

// Rmdir removes nothing.
func (f *readOnly) Rmdir(name string) sys.Errno { return f.refuse(name) }

// refuse returns why a file is not removed: it may be that there is none.
func (f *readOnly) refuse(name string) sys.Errno {
	if _, errno := f.Stat(name); errno != 0 {
		return errno
	}
	return sys.EROFS
}

// A rootFS has a few files of its own, and the time zones if they are somewhere.
type rootFS struct {
	fstest.MapFS
	zones string // the path of Go's zoneinfo.zip, or ""
}

// Open opens a file for reading.
func (r rootFS) Open(name string) (fs.File, error) {
	if name == zonesName && r.zones != "" {
		return os.Open(r.zones)
	}
	return r.MapFS.Open(name)
}
