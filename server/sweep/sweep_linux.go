package sweep

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"asynctour/server/proc"
)

// Orphans ends what servers that were killed have left, and returns how many
// processes those were.
func Orphans(childArg string) (ended int) {
	folders := orphanFolders()
	for _, pid := range proc.All() {
		command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err != nil {
			continue // it has ended
		}
		if !isOrphanChild(pid, command, childArg) && !inFolder(command, folders) {
			continue
		}
		if syscall.Kill(pid, syscall.SIGKILL) == nil {
			ended++
		}
	}
	for _, f := range folders {
		os.RemoveAll(f.dir)
		f.lock.Close()
	}
	return ended
}

// isOrphanChild reports whether a process is a child, of this very program, whose
// parent is none of its servers any more.
func isOrphanChild(pid int, command []byte, childArg string) bool {
	if !bytes.HasSuffix(command, []byte("\x00"+childArg+"\x00")) {
		return false
	}
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return false
	}
	exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil || exe != self {
		return false
	}
	parent, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", proc.StatusOf(pid).Parent))
	return err != nil || parent != self
}

// inFolder reports whether a command line is that of a sandbox in one of the folders.
func inFolder(command []byte, folders []folder) bool {
	for _, f := range folders {
		if bytes.Contains(command, []byte("\x00--root="+f.dir+"/")) {
			return true
		}
	}
	return false
}

// lockName is the name of a file of a folder, which is locked while its server lives.
const lockName = "lock"

// Folder makes a folder of this process in parent, which is os.TempDir() or MemoryDir. It
// is swept when this process has ended, or lock is closed, without having removed it.
func Folder(parent string) (dir string, lock *os.File, err error) {
	if dir, err = os.MkdirTemp(parent, folderPrefix+"*"); err != nil {
		return "", nil, err
	}
	if lock, err = newLock(filepath.Join(dir, lockName)); err != nil {
		os.RemoveAll(dir)
		return "", nil, err
	}
	return dir, lock, nil
}

// newLock makes a file that is locked before it has its name: a sweep beside it would
// take it for that of a server that is gone.
func newLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// A folder is one that Folder has made, and this process has locked.
type folder struct {
	dir  string
	lock *os.File
}

// orphanFolders returns the folders of servers that are gone.
func orphanFolders() (folders []folder) {
	var dirs []string
	for _, parent := range []string{os.TempDir(), MemoryDir} {
		found, _ := filepath.Glob(filepath.Join(parent, folderPrefix+"*")) // the pattern is a good one
		dirs = append(dirs, found...)
	}
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() {
			continue
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != os.Geteuid() {
			continue
		}
		lock, err := os.Open(filepath.Join(dir, lockName))
		if err != nil {
			continue // it is being made
		}
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			lock.Close() // its server lives
			continue
		}
		folders = append(folders, folder{dir, lock})
	}
	return folders
}
