// Package memfs is a file system in memory for one program: folders, files, symbolic and
// hard links. Its owner puts files into it that the program can read, and folders that
// the program can write to. All that it holds counts against one bound, and so do the
// files that are open; it never touches the system's own files. It is for one program
// with one thread, and has no permissions beside "can be written to".
package memfs

import (
	"path"
	"strings"

	"github.com/tetratelabs/wazero/experimental/sys"
)

// Errors that package sys has no number for.
const (
	NoSpace sys.Errno = 1000 + iota // the file system is full
	TooMany                         // as many files are open as may be
)

const (
	// maxOpen is how many files may be open at once.
	maxOpen = 1024
	// nodeSize is how many bytes a file counts beside its content and its name.
	nodeSize = 512
)

// FS is a file system in memory. It implements sys.FS.
type FS struct {
	sys.UnimplementedFS
	root  *node
	now   func() int64
	room  int64 // bytes that are left
	open  int   // how many files are open
	nodes uint64
}

// New returns a file system that has an empty root, which cannot be written to, and room
// for size bytes. now is the time, in nanoseconds since 1970.
func New(size int64, now func() int64) *FS {
	f := &FS{now: now, room: size}
	f.root = f.node()
	f.root.entries, f.root.parent, f.root.fixed = map[string]*node{}, f.root, true
	return f
}

// AddFile adds a file that can be read, and the folders that it is in. Its content is
// asked for when the program first does; it counts nothing.
func (f *FS) AddFile(name string, content func() ([]byte, error)) {
	n := f.node()
	n.content, n.fixed = content, true
	f.folder(path.Dir(name)).put(path.Base(name), n)
}

// AddFolder adds a folder that can be written to.
func (f *FS) AddFolder(name string) {
	f.folder(path.Dir(name)).put(path.Base(name), f.newFolder())
}

// folder returns a folder of the owner's, which it makes where there is none.
func (f *FS) folder(name string) *node {
	at := f.root
	for name := range strings.SplitSeq(strings.Trim(name, "/"), "/") {
		if name == "" || name == "." {
			continue
		}
		next := at.entries[name]
		if next == nil {
			next = f.newFolder()
			next.fixed = true
			at.put(name, next)
		}
		at = next
	}
	return at
}

// take takes size bytes of the room, or gives them back where they are fewer than none.
func (f *FS) take(size int64) sys.Errno {
	if size > f.room {
		return NoSpace
	}
	f.room -= size
	return 0
}
