//go:build !linux

package sweep

import "os"

// Folder makes a folder of this process in parent. It has no lock, and is not swept.
func Folder(parent string) (dir string, lock *os.File, err error) {
	dir, err = os.MkdirTemp(parent, folderPrefix+"*")
	return dir, nil, err
}

// Orphans finds none: only on Linux can they be found without help.
func Orphans(childArg string) (ended int) { return 0 }
