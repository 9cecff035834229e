package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A keptFolder is the folder of Config.Kept: assets as they are stored, plain or
// brotli-compressed, and a list of them. They are of the release that was served last, and
// of earlier ones.
type keptFolder struct {
	dir  string
	list map[string]keptEntry // by file: "main-AB.js.br"
}

// A keptEntry is a file of the list.
type keptEntry struct {
	Bytes int64      `json:"bytes"`
	Hash  string     `json:"hash"`            // as hash returns it
	Since *time.Time `json:"since,omitempty"` // of a Gone; nil for a file of the release that was served last
}

// listFile is the file with the list.
const listFile = "list.json"

// unfinishedTime is how long a file may take to be written: an older one was left unfinished.
const unfinishedTime = time.Hour

// keepAssets keeps the assets of the content in the folder of Config.Kept, with those of
// earlier releases, which it returns. A fault is logged, and costs nothing else.
func keepAssets(c Config, k *content, now time.Time) earlier {
	folder := keptFolder{dir: c.Kept}
	folder.read()
	files := k.storedFiles()
	folder.mark(files, now)
	found := folder.earlier()
	if err := folder.write(files, now); err != nil {
		c.Log.Warn("scripts are not kept for pages that stay open over the next deployment", "err", err)
	}
	return found
}

// storedFiles returns the files of the assets to keep, each with its asset.
func (k *content) storedFiles() map[string]*asset {
	files := map[string]*asset{}
	for name, a := range k.assets {
		if name == k.entries[workerScript] || isOptional(name) {
			continue
		}
		if a.plain {
			files[name] = a
		}
		if a.br {
			files[name+".br"] = a
		}
	}
	return files
}

// read reads the list. It is empty if there is none, or a damaged one.
func (f *keptFolder) read() {
	data, err := os.ReadFile(filepath.Join(f.dir, listFile))
	if err != nil || json.Unmarshal(data, &f.list) != nil || f.list == nil {
		f.list = map[string]keptEntry{}
	}
}

// mark marks the files of the list that the present release does not have, and takes out
// those of them that are not to be kept any longer, or are damaged.
func (f *keptFolder) mark(present map[string]*asset, now time.Time) {
	var gone []Gone
	for name, e := range f.list {
		if present[name] != nil {
			e.Since = nil
		} else {
			if e.Since == nil {
				e.Since = &now
			}
			gone = append(gone, Gone{name, e.Bytes, *e.Since})
		}
		f.list[name] = e
	}
	kept := map[string]bool{}
	for _, g := range Keep(gone, now) {
		content, err := os.ReadFile(filepath.Join(f.dir, g.Name))
		kept[g.Name] = err == nil && hash(content) == f.list[g.Name].Hash
	}
	maps.DeleteFunc(f.list, func(name string, e keptEntry) bool { return e.Since != nil && !kept[name] })
}

// earlier returns the assets of earlier releases.
func (f *keptFolder) earlier() earlier {
	found := earlier{}
	for name, e := range f.list {
		if e.Since == nil {
			continue
		}
		name, br := strings.CutSuffix(name, ".br")
		a := found[name]
		if a == nil {
			a = &earlierAsset{since: *e.Since, asset: asset{fsys: os.DirFS(f.dir), name: name,
				contentType: contentType(name), made: map[string][]byte{}}}
			found[name] = a
		}
		a.br = a.br || br
		a.plain = a.plain || !br
	}
	return found
}

// write writes the files of the present release that the folder does not have, removes what is not
// listed, and writes the list.
func (f *keptFolder) write(files map[string]*asset, now time.Time) error {
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return err
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := f.put(name, files[name]); err != nil {
			faults = append(faults, err)
			break // the disk is full, most likely
		}
	}
	entries, err := os.ReadDir(f.dir)
	faults = append(faults, err)
	for _, entry := range entries {
		name := entry.Name()
		_, listed := f.list[name]
		if listed || name == listFile || strings.HasPrefix(name, ".") && !isOld(entry, now) {
			continue
		}
		faults = append(faults, os.Remove(filepath.Join(f.dir, name)))
	}
	data, err := json.Marshal(f.list)
	return errors.Join(append(faults, err, replaceFile(filepath.Join(f.dir, listFile), data))...)
}

// put writes a file of an asset, unless it is there or too large, and lists it.
func (f *keptFolder) put(name string, a *asset) error {
	if e, ok := f.list[name]; ok {
		if info, err := os.Stat(filepath.Join(f.dir, name)); err == nil && info.Size() == e.Bytes {
			return nil
		}
		delete(f.list, name)
	}
	content, err := fs.ReadFile(a.fsys, path.Join(path.Dir(a.name), name))
	if err != nil || len(content) > keptFile {
		return err
	}
	if err := replaceFile(filepath.Join(f.dir, name), content); err != nil {
		return err
	}
	f.list[name] = keptEntry{Bytes: int64(len(content)), Hash: hash(content)}
	return nil
}

func isOld(entry fs.DirEntry, now time.Time) bool {
	info, err := entry.Info()
	return err == nil && now.Sub(info.ModTime()) > unfinishedTime
}

// replaceFile writes a file, which is there whole or as it was before.
func replaceFile(file string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("keep %s: %w", filepath.Base(file), err)
	}
	return nil
}
