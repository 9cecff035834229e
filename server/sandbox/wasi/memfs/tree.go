package memfs

import (
	"io/fs"
	"strings"

	"github.com/tetratelabs/wazero/experimental/sys"
	wasi "github.com/tetratelabs/wazero/sys"
)

const (
	// maxLinks is how many symbolic links a path may lead through.
	maxLinks = 40
	// maxName is how long a name may be, in bytes.
	maxName = 255
)

// A place is where a path leads to: a name in a folder, and the node of that name, which is
// nil if there is none. The root's name is "".
type place struct {
	folder *node
	name   string
	node   *node
}

// find finds where a path leads to. A symbolic link at its end is followed if follow.
func (f *FS) find(name string, follow bool) (place, sys.Errno) {
	links := 0
	at, e := f.walk(f.root, strings.TrimSuffix(name, "/"), follow || strings.HasSuffix(name, "/"), &links)
	if e == 0 && strings.HasSuffix(name, "/") && at.node != nil && at.node.entries == nil {
		e = sys.ENOTDIR
	}
	return at, e
}

// walk follows a path from a folder on.
func (f *FS) walk(from *node, name string, follow bool, links *int) (place, sys.Errno) {
	at := place{folder: from, node: from}
	rest, more := strings.TrimLeft(name, "/"), true
	if rest != name {
		at.folder, at.node = f.root, f.root
	}
	for more && rest != "" {
		var one string
		one, rest, more = strings.Cut(rest, "/")
		switch {
		case at.node == nil:
			return place{}, sys.ENOENT
		case at.node.entries == nil:
			return place{}, sys.ENOTDIR
		case len(one) > maxName:
			return place{}, sys.ENAMETOOLONG
		case one == "" || one == ".":
			continue
		case one == "..":
			at = place{folder: at.node.parent, node: at.node.parent}
			continue
		}
		at = place{at.node, one, at.node.entries[one]}
		if at.node == nil || at.node.target == "" || !more && !follow {
			continue
		}
		if *links++; *links > maxLinks {
			return place{}, sys.ELOOP
		}
		var e sys.Errno
		if at, e = f.walk(at.folder, at.node.target, true, links); e != 0 {
			return place{}, e
		}
	}
	return at, 0
}

// get finds the node that a path leads to.
func (f *FS) get(name string, follow bool) (*node, sys.Errno) {
	at, e := f.find(name, follow)
	if e == 0 && at.node == nil {
		e = sys.ENOENT
	}
	return at.node, e
}

// vacant finds where a path leads to that leads to nothing yet.
func (f *FS) vacant(name string) (place, sys.Errno) {
	at, e := f.find(name, false)
	if e == 0 && at.node != nil {
		e = sys.EEXIST
	}
	return at, e
}

// Lstat describes a file, or a symbolic link.
func (f *FS) Lstat(name string) (wasi.Stat_t, sys.Errno) {
	n, e := f.get(name, false)
	if e != 0 {
		return wasi.Stat_t{}, e
	}
	return n.stat()
}

// Stat describes a file.
func (f *FS) Stat(name string) (wasi.Stat_t, sys.Errno) {
	n, e := f.get(name, true)
	if e != 0 {
		return wasi.Stat_t{}, e
	}
	return n.stat()
}

// Utimens sets when a file was last read and changed.
func (f *FS) Utimens(name string, read, changed int64) sys.Errno {
	n, e := f.get(name, true)
	if e != 0 {
		return e
	}
	return n.setTimes(read, changed)
}

// Mkdir makes a folder.
func (f *FS) Mkdir(name string, _ fs.FileMode) sys.Errno {
	at, e := f.vacant(name)
	if e != 0 {
		return e
	}
	return f.add(at.folder, at.name, f.newFolder())
}

// Symlink makes a symbolic link to a target, which need not be there.
func (f *FS) Symlink(target, name string) sys.Errno {
	at, e := f.vacant(name)
	if e != 0 {
		return e
	}
	if target == "" {
		return sys.ENOENT
	}
	n := f.node()
	n.target = strings.Clone(target) // it lies in the program's memory
	return f.add(at.folder, at.name, n)
}

// Readlink returns the target of a symbolic link.
func (f *FS) Readlink(name string) (string, sys.Errno) {
	n, e := f.get(name, false)
	if e == 0 && n.target == "" {
		e = sys.EINVAL
	}
	if e != 0 {
		return "", e
	}
	return n.target, 0
}

// Link gives a file one more name.
func (f *FS) Link(from, to string) sys.Errno {
	n, e := f.get(from, false)
	if e != 0 {
		return e
	}
	at, e := f.vacant(to)
	switch {
	case e != 0:
		return e
	case n.entries != nil:
		return sys.EPERM
	case n.fixed:
		return sys.EROFS
	}
	return f.add(at.folder, at.name, n)
}

// Unlink removes a file.
func (f *FS) Unlink(name string) sys.Errno {
	at, e := f.find(name, false)
	switch {
	case e != 0:
		return e
	case at.node == nil:
		return sys.ENOENT
	case at.node.entries != nil:
		return sys.EISDIR
	case at.folder.fixed:
		return sys.EROFS
	}
	f.drop(at.folder, at.name)
	return 0
}

// Rmdir removes an empty folder.
func (f *FS) Rmdir(name string) sys.Errno {
	at, e := f.find(name, false)
	switch {
	case e != 0:
		return e
	case at.node == nil:
		return sys.ENOENT
	case at.node.entries == nil:
		return sys.ENOTDIR
	case at.folder.fixed || at.name == "":
		return sys.EROFS
	case len(at.node.entries) > 0:
		return sys.ENOTEMPTY
	}
	f.drop(at.folder, at.name)
	return 0
}

// Rename gives a file or a folder another name, in the place of what has had that.
func (f *FS) Rename(from, to string) sys.Errno {
	old, e := f.find(from, false)
	if e != 0 {
		return e
	}
	at, e := f.find(to, false)
	switch {
	case e != 0:
		return e
	case old.node == nil:
		return sys.ENOENT
	case old.node == at.node:
		return 0
	case old.name == "" || at.name == "" || old.folder.fixed || at.folder.fixed:
		return sys.EROFS
	case old.node.entries != nil && at.folder.within(old.node):
		return sys.EINVAL
	case at.node == nil:
	case old.node.entries == nil && at.node.entries != nil:
		return sys.EISDIR
	case old.node.entries != nil && at.node.entries == nil:
		return sys.ENOTDIR
	case len(at.node.entries) > 0:
		return sys.ENOTEMPTY
	}
	if at.node == nil {
		if e := f.take(int64(len(at.name))); e != 0 {
			return e
		}
	} else {
		f.drop(at.folder, at.name)
		f.take(int64(len(at.name))) // there is room: drop has given it back
	}
	at.folder.put(at.name, old.node)
	f.drop(old.folder, old.name)
	at.folder.changed = f.now()
	return 0
}

// within reports whether a folder is another, or lies in it.
func (n *node) within(other *node) bool {
	for ; n != other; n = n.parent {
		if n == n.parent {
			return false
		}
	}
	return true
}
