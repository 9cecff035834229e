package memfs

import (
	"errors"
	"io"
	"testing"

	"github.com/tetratelabs/wazero/experimental/sys"
)

const size = 64 << 10

// newFS returns a file system with a folder of the program's, /home, and a file of its
// owner's, /etc/hosts.
func newFS() *FS {
	f := New(size, func() int64 { return 1 })
	f.AddFolder("/home")
	f.AddFile("/etc/hosts", func() ([]byte, error) { return []byte("127.0.0.1 localhost\n"), nil })
	return f
}

// open opens a file, and fails the test if it cannot.
func open(t *testing.T, f *FS, name string, flag sys.Oflag) sys.File {
	t.Helper()
	o, e := f.OpenFile(name, flag, 0o600)
	if e != 0 {
		t.Fatalf("open %s: %v", name, e)
	}
	return o
}

// write writes a file anew, and returns what came of it.
func write(f *FS, name string, data []byte) sys.Errno {
	o, e := f.OpenFile(name, sys.O_WRONLY|sys.O_CREAT|sys.O_TRUNC, 0o600)
	if e != 0 {
		return e
	}
	defer o.Close()
	for len(data) > 0 {
		n, e := o.Write(data)
		if e != 0 {
			return e
		}
		data = data[n:]
	}
	return 0
}

func contents(t *testing.T, f *FS, name string) string {
	t.Helper()
	o := open(t, f, name, sys.O_RDONLY)
	defer o.Close()
	data := make([]byte, size)
	n, e := o.Read(data)
	if e != 0 {
		t.Fatalf("read %s: %v", name, e)
	}
	return string(data[:n])
}

// TestErrors does what must fail, each with its error.
func TestErrors(t *testing.T) {
	f := newFS()
	for _, e := range []sys.Errno{
		write(f, "home/file", []byte("x")), f.Mkdir("home/folder", 0), write(f, "home/folder/one", nil),
		f.Symlink("loop", "home/loop"),
	} {
		if e != 0 {
			t.Fatal(e)
		}
	}
	opens := func(name string, flag sys.Oflag) sys.Errno {
		_, e := f.OpenFile(name, flag, 0)
		return e
	}
	for _, test := range []struct {
		does      string
		got, want sys.Errno
	}{
		{"open what is not there", opens("home/none", 0), sys.ENOENT},
		{"open in a file", opens("home/file/one", 0), sys.ENOTDIR},
		{"open a file as a folder", opens("home/file/", 0), sys.ENOTDIR},
		{"open in a folder that is not there", opens("home/none/one", sys.O_CREAT|sys.O_RDWR), sys.ENOENT},
		{"write a folder", opens("home", sys.O_WRONLY), sys.EISDIR},
		{"make what is there", opens("home/file", sys.O_CREAT|sys.O_EXCL|sys.O_RDWR), sys.EEXIST},
		{"write the owner's file", opens("etc/hosts", sys.O_RDWR), sys.EROFS},
		{"empty the owner's file", opens("etc/hosts", sys.O_TRUNC), sys.EROFS},
		{"write beside it", opens("etc/one", sys.O_CREAT|sys.O_RDWR), sys.EROFS},
		{"follow a loop", opens("home/loop", 0), sys.ELOOP},
		{"make a folder in the root", f.Mkdir("one", 0), sys.EROFS},
		{"make a folder twice", f.Mkdir("home/folder", 0), sys.EEXIST},
		{"remove the owner's file", f.Unlink("etc/hosts"), sys.EROFS},
		{"remove the owner's folder", f.Rmdir("home"), sys.EROFS},
		{"remove the root", f.Rmdir("."), sys.EROFS},
		{"remove a full folder", f.Rmdir("home/folder"), sys.ENOTEMPTY},
		{"remove a file as a folder", f.Rmdir("home/file"), sys.ENOTDIR},
		{"remove a folder as a file", f.Unlink("home/folder"), sys.EISDIR},
		{"rename the owner's file", f.Rename("etc/hosts", "home/hosts"), sys.EROFS},
		{"rename a folder into itself", f.Rename("home/folder", "home/folder/two"), sys.EINVAL},
		{"rename a folder to a file", f.Rename("home/folder", "home/file"), sys.ENOTDIR},
		{"rename a file to a folder", f.Rename("home/file", "home/folder"), sys.EISDIR},
		{"link a folder", f.Link("home/folder", "home/other"), sys.EPERM},
		{"read no link", func() sys.Errno { _, e := f.Readlink("home/file"); return e }(), sys.EINVAL},
	} {
		if test.got != test.want {
			t.Errorf("%s: %v, want %v", test.does, test.got, test.want)
		}
	}
}

// TestRename renames over a file and over an empty folder, and finds what was in it.
func TestRename(t *testing.T) {
	f := newFS()
	for name, text := range map[string]string{"home/a": "of a", "home/b": "of b"} {
		if e := write(f, name, []byte(text)); e != 0 {
			t.Fatal(e)
		}
	}
	for _, e := range []sys.Errno{
		f.Rename("home/a", "home/b"), f.Mkdir("home/one", 0), f.Mkdir("home/two", 0),
		f.Rename("home/b", "home/one/b"), f.Rename("home/one", "home/two"), f.Symlink("../two/b", "home/two/link"),
		f.Link("home/two/b", "home/hard"),
	} {
		if e != 0 {
			t.Fatal(e)
		}
	}
	for _, name := range []string{"home/two/b", "home/two/link", "home/hard", "/home/./two/../two/b"} {
		if got := contents(t, f, name); got != "of a" {
			t.Errorf("%s has %q", name, got)
		}
	}
	if got := contents(t, f, "etc/hosts"); got == "" {
		t.Error("hosts is empty")
	}
}

// TestRoom fills the file system in every way, and has all of its room again afterwards.
func TestRoom(t *testing.T) {
	f := newFS()
	room := f.room
	if e := write(f, "home/big", make([]byte, size)); e != NoSpace {
		t.Errorf("more than there is room for: %v", e)
	}
	if f.room != 0 {
		t.Errorf("%d bytes are left", f.room)
	}
	if e := f.Mkdir("home/folder", 0); e != NoSpace {
		t.Errorf("a folder where there is no room: %v", e)
	}
	o := open(t, f, "home/big", sys.O_RDWR)
	if e := f.Unlink("home/big"); e != 0 {
		t.Fatal(e)
	}
	if e := f.Mkdir("home/folder", 0); e != NoSpace {
		t.Errorf("the room of a file that is open: %v", e)
	}
	if e := o.Truncate(1 << 50); e != NoSpace {
		t.Errorf("a hole: %v", e)
	}
	if n, e := o.Pwrite([]byte("x"), 1<<50); n != 0 || e != NoSpace {
		t.Errorf("beyond a hole: %d, %v", n, e)
	}
	if _, e := o.Pwrite([]byte("x"), 1<<63-1); e != sys.EINVAL {
		t.Errorf("beyond all: %v", e)
	}
	o.Close()
	o.Close()
	if f.room != room {
		t.Errorf("%d bytes are left of %d", f.room, room)
	}
	for _, e := range []sys.Errno{
		f.Mkdir("home/one", 0), f.Symlink("one", "home/two"), f.Link("home/two", "home/three"),
		write(f, "home/one/file", []byte("text")), f.Rename("home/one/file", "home/longer"),
		write(f, "home/other", nil), f.Rename("home/other", "home/longer"),
		f.Unlink("home/longer"), f.Unlink("home/two"), f.Unlink("home/three"), f.Rmdir("home/one"),
	} {
		if e != 0 {
			t.Error(e)
		}
	}
	if f.room != room {
		t.Errorf("%d bytes are left of %d", f.room, room)
	}
}

// TestOpen opens more files than may be open, and one after another was closed.
func TestOpen(t *testing.T) {
	f := newFS()
	var last sys.File
	for range maxOpen {
		last = open(t, f, "home", 0)
	}
	if _, e := f.OpenFile("home", 0, 0); e != TooMany {
		t.Errorf("one more: %v", e)
	}
	last.Close()
	open(t, f, "home", 0)
}

// TestReaddir reads a folder in pieces, while one of its files is removed, and anew.
func TestReaddir(t *testing.T) {
	f := newFS()
	for _, name := range []string{"c", "a", "d", "b"} {
		if e := write(f, "home/"+name, nil); e != 0 {
			t.Fatal(e)
		}
	}
	o := open(t, f, "home", 0)
	names := func(n int) (all string) {
		entries, e := o.Readdir(n)
		if e != 0 {
			t.Fatal(e)
		}
		for _, entry := range entries {
			all += entry.Name
		}
		return all
	}
	if got := names(2); got != "ab" {
		t.Errorf("two: %q", got)
	}
	f.Unlink("home/c")
	if got := names(5); got != "d" {
		t.Errorf("the rest: %q", got)
	}
	if got := names(1); got != "" {
		t.Errorf("more: %q", got)
	}
	o.Seek(0, io.SeekStart)
	if got := names(-1); got != "abd" {
		t.Errorf("anew: %q", got)
	}
}

// TestBrokenContent opens a file of the owner's that cannot be read.
func TestBrokenContent(t *testing.T) {
	f := newFS()
	f.AddFile("/usr/broken", func() ([]byte, error) { return nil, errors.New("broken") })
	if _, e := f.OpenFile("usr/broken", 0, 0); e != sys.EIO {
		t.Errorf("it is opened: %v", e)
	}
}
