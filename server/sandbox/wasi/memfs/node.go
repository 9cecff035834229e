package memfs

import (
	"bytes"
	"io/fs"

	"github.com/tetratelabs/wazero/experimental/sys"
	wasi "github.com/tetratelabs/wazero/sys"
)

// A node is a file, a folder or a symbolic link.
type node struct {
	number  uint64
	fixed   bool // the program cannot change it
	changed int64
	read    int64

	data    []byte
	content func() ([]byte, error) // what data is to be; nil once it is

	entries map[string]*node // not nil: it is a folder
	parent  *node            // of a folder

	target string // not "": it is a symbolic link

	names int // how many names it has; and how often it is open
	open  int
}

func (f *FS) node() *node {
	f.nodes++
	now := f.now()
	return &node{number: f.nodes, changed: now, read: now}
}

func (f *FS) newFolder() *node {
	n := f.node()
	n.entries = map[string]*node{}
	return n
}

// put gives a node a name in a folder that has none such.
func (n *node) put(name string, to *node) {
	n.entries[name] = to
	to.names++
	if to.entries != nil {
		to.parent = n
	}
}

// load reads the content of a file of the owner's.
func (n *node) load() sys.Errno {
	if n.content == nil {
		return 0
	}
	data, err := n.content()
	if err != nil {
		return sys.EIO
	}
	n.data, n.content = data, nil
	return 0
}

// resize makes a file as long as size, with zeros where it grows.
func (f *FS) resize(n *node, size int64) sys.Errno {
	grows := size - int64(len(n.data))
	if e := f.take(grows); e != 0 {
		return e
	}
	if grows > 0 {
		n.data = append(n.data, make([]byte, grows)...)
	} else {
		n.data = bytes.Clone(n.data[:size]) // what is given back is not kept
	}
	n.changed = f.now()
	return 0
}

// add adds a node to a folder, if there is room for it and the folder can be written to.
func (f *FS) add(folder *node, name string, n *node) sys.Errno {
	if folder.fixed {
		return sys.EROFS
	}
	size := int64(len(name))
	if n.names == 0 {
		size += nodeSize + int64(len(n.target))
	}
	if e := f.take(size); e != 0 {
		return e
	}
	folder.put(name, n)
	folder.changed = f.now()
	return 0
}

// drop takes a name from a folder.
func (f *FS) drop(folder *node, name string) {
	n := folder.entries[name]
	delete(folder.entries, name)
	folder.changed = f.now()
	n.names--
	f.take(-int64(len(name)))
	f.release(n)
}

// release gives back what a node counts that has no name any more and is not open.
func (f *FS) release(n *node) {
	if n.names == 0 && n.open == 0 {
		f.take(-nodeSize - int64(len(n.target)) - int64(len(n.data)))
		n.data = nil
	}
}

// kind returns what a node is.
func (n *node) kind() fs.FileMode {
	switch {
	case n.entries != nil:
		return fs.ModeDir
	case n.target != "":
		return fs.ModeSymlink
	}
	return 0
}

// stat describes a node.
func (n *node) stat() (wasi.Stat_t, sys.Errno) {
	if e := n.load(); e != 0 {
		return wasi.Stat_t{}, e
	}
	s := wasi.Stat_t{
		Dev: 1, Ino: n.number, Nlink: uint64(n.names), Mode: n.kind() | 0o600,
		Size: int64(len(n.data) + len(n.target)), Atim: n.read, Mtim: n.changed, Ctim: n.changed,
	}
	if n.entries != nil {
		s.Mode |= 0o100
	}
	return s, 0
}

// setTimes sets when a node was last read and changed.
func (n *node) setTimes(read, changed int64) sys.Errno {
	if n.fixed {
		return sys.EROFS
	}
	if read != sys.UTIME_OMIT {
		n.read = read
	}
	if changed != sys.UTIME_OMIT {
		n.changed = changed
	}
	return 0
}
