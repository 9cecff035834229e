package memfs

import (
	"io"
	"io/fs"
	"maps"
	"math"
	"slices"

	"github.com/tetratelabs/wazero/experimental/sys"
	wasi "github.com/tetratelabs/wazero/sys"
)

// writes are the flags of which one at least has a file that is opened be changed.
const writes = sys.O_WRONLY | sys.O_RDWR | sys.O_TRUNC

// OpenFile opens a file or a folder, and makes the file if that is asked for.
func (f *FS) OpenFile(name string, flag sys.Oflag, _ fs.FileMode) (sys.File, sys.Errno) {
	if f.open == maxOpen {
		return nil, TooMany
	}
	makes := flag&sys.O_CREAT != 0
	at, e := f.find(name, flag&sys.O_NOFOLLOW == 0 && flag&sys.O_EXCL == 0)
	switch n := at.node; {
	case e != 0:
		return nil, e
	case n == nil && !makes:
		return nil, sys.ENOENT
	case n == nil:
		n = f.node()
		if e := f.add(at.folder, at.name, n); e != 0 {
			return nil, e
		}
		at.node = n
	case makes && flag&sys.O_EXCL != 0:
		return nil, sys.EEXIST
	case n.target != "":
		return nil, sys.ELOOP
	case n.entries == nil && flag&sys.O_DIRECTORY != 0:
		return nil, sys.ENOTDIR
	case n.entries != nil && (makes || flag&writes != 0):
		return nil, sys.EISDIR
	case n.fixed && flag&writes != 0:
		return nil, sys.EROFS
	}
	if flag&sys.O_TRUNC != 0 {
		f.resize(at.node, 0) // it cannot fail
	}
	if e := at.node.load(); e != 0 {
		return nil, e
	}
	f.open++
	at.node.open++
	return &file{
		fs: f, node: at.node, reads: flag&sys.O_WRONLY == 0,
		writes: flag&(sys.O_WRONLY|sys.O_RDWR) != 0, appends: flag&sys.O_APPEND != 0,
	}, 0
}

// A file is an open file or folder.
type file struct {
	sys.UnimplementedFile
	fs                     *FS
	node                   *node
	at                     int64 // where it is read and written next
	reads, writes, appends bool
	closed                 bool
	names                  []string // of a folder, those that have not been read; nil: none has been
}

// Dev returns the number of the file system.
func (o *file) Dev() (uint64, sys.Errno) { return 1, 0 }

// Ino returns the file's number.
func (o *file) Ino() (wasi.Inode, sys.Errno) { return o.node.number, 0 }

// IsDir reports whether it is a folder.
func (o *file) IsDir() (bool, sys.Errno) { return o.node.entries != nil, 0 }

// IsAppend reports whether each write goes to the end of the file.
func (o *file) IsAppend() bool { return o.appends }

// SetAppend sets whether each write goes to the end of the file.
func (o *file) SetAppend(enable bool) sys.Errno {
	o.appends = enable
	return 0
}

// Stat describes the file.
func (o *file) Stat() (wasi.Stat_t, sys.Errno) { return o.node.stat() }

// Utimens sets when the file was last read and changed.
func (o *file) Utimens(read, changed int64) sys.Errno { return o.node.setTimes(read, changed) }

// Read reads from where the last one has ended.
func (o *file) Read(p []byte) (int, sys.Errno) {
	n, e := o.Pread(p, o.at)
	o.at += int64(n)
	return n, e
}

// Pread reads from an offset.
func (o *file) Pread(p []byte, offset int64) (int, sys.Errno) {
	switch {
	case o.node.entries != nil:
		return 0, sys.EISDIR
	case !o.reads:
		return 0, sys.EBADF
	case offset < 0:
		return 0, sys.EINVAL
	case offset >= int64(len(o.node.data)):
		return 0, 0
	}
	return copy(p, o.node.data[offset:]), 0
}

// Write writes to where the last one has ended, or to the end.
func (o *file) Write(p []byte) (int, sys.Errno) {
	if o.appends {
		o.at = int64(len(o.node.data))
	}
	n, e := o.Pwrite(p, o.at)
	o.at += int64(n)
	return n, e
}

// Pwrite writes to an offset: all, or as much as there is room for.
func (o *file) Pwrite(p []byte, offset int64) (int, sys.Errno) {
	switch {
	case !o.writes:
		return 0, sys.EBADF
	case offset < 0 || offset > math.MaxInt64-int64(len(p)):
		return 0, sys.EINVAL
	}
	size := int64(len(o.node.data))
	if grows := offset + int64(len(p)) - size; grows > o.fs.room {
		p = p[:max(int64(len(p))-(grows-o.fs.room), 0)]
		if len(p) == 0 {
			return 0, NoSpace
		}
	}
	if end := offset + int64(len(p)); end > size && len(p) > 0 {
		if e := o.fs.resize(o.node, end); e != 0 {
			return 0, e
		}
	}
	o.node.changed = o.fs.now()
	if len(p) == 0 {
		return 0, 0
	}
	return copy(o.node.data[offset:], p), 0
}

// Truncate makes the file as long as size.
func (o *file) Truncate(size int64) sys.Errno {
	switch {
	case !o.writes:
		return sys.EBADF
	case size < 0:
		return sys.EINVAL
	}
	return o.fs.resize(o.node, size)
}

// An offset is one in bytes. By its name vet does not take Seek for that of package io.
type offset = int64

// Seek sets where the file is read and written next. A folder is read anew.
func (o *file) Seek(offset offset, whence int) (int64, sys.Errno) {
	if o.node.entries != nil {
		o.names = nil
		return 0, 0
	}
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += int64(len(o.node.data))
	}
	if offset < 0 {
		return 0, sys.EINVAL
	}
	o.at = offset
	return offset, 0
}

// Readdir returns the next n entries of a folder, or all that are left where n is none.
func (o *file) Readdir(n int) ([]sys.Dirent, sys.Errno) {
	if o.node.entries == nil {
		return nil, sys.ENOTDIR
	}
	if o.names == nil {
		o.names = append([]string{}, slices.Sorted(maps.Keys(o.node.entries))...)
	}
	if n <= 0 {
		n = len(o.names)
	}
	var found []sys.Dirent
	for len(o.names) > 0 && len(found) < n {
		name := o.names[0]
		o.names = o.names[1:]
		if entry := o.node.entries[name]; entry != nil { // it may be gone meanwhile
			found = append(found, sys.Dirent{Ino: entry.number, Name: name, Type: entry.kind()})
		}
	}
	return found, 0
}

// Close closes the file.
func (o *file) Close() sys.Errno {
	if o.closed {
		return 0
	}
	o.closed = true
	o.fs.open--
	o.node.open--
	o.fs.release(o.node)
	return 0
}
