package wasi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"unsafe"

	"github.com/tetratelabs/wazero"
)

// A compiled keeps compiled modules in a folder, each file after a hash of its key and its
// content. What cannot be written is not kept, and what cannot be read, or has another
// hash, is compiled again: a disk that is full, or was cut off from its power, costs time
// and nothing else. It has the methods of wazero's own filecache.Cache, which takes such
// errors for the compiler's, and a module with damaged function offsets for a good one.
type compiled struct {
	dir string
	log *slog.Logger
}

// compilationCache returns a cache of wazero's that keeps modules in c. Wazero exports a
// way to name a folder alone. Where a release of it has moved the field, this panics, in
// every test too.
func (c *compiled) compilationCache() wazero.CompilationCache {
	cache := wazero.NewCompilationCache()
	field := reflect.ValueOf(cache).Elem().FieldByName("fileCache")
	reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Set(reflect.ValueOf(c))
	return cache
}

// A moduleKey identifies a module and the processor that it is compiled for.
type moduleKey = [sha256.Size]byte

func (c *compiled) path(key moduleKey) string {
	return filepath.Join(c.dir, hex.EncodeToString(key[:]))
}

// seal returns the hash that a file begins with.
func seal(key moduleKey, content []byte) []byte {
	h := sha256.New()
	h.Write(key[:])
	h.Write(content)
	return h.Sum(nil)
}

// Get returns a module, ok whether it is there and whole.
func (c *compiled) Get(key moduleKey) (content io.ReadCloser, ok bool, err error) {
	data, err := os.ReadFile(c.path(key))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, false, nil
	}
	if err == nil && len(data) > sha256.Size && bytes.Equal(data[:sha256.Size], seal(key, data[sha256.Size:])) {
		return io.NopCloser(bytes.NewReader(data[sha256.Size:])), true, nil
	}
	if err == nil {
		err = errors.New("its content is not what was written")
	}
	c.log.Warn("a compiled snippet in the cache cannot be read, and is compiled again", "file", c.path(key), "err", err)
	return nil, false, c.Delete(key)
}

// Add keeps a module, if it can be written: as a whole, or not at all.
func (c *compiled) Add(key moduleKey, content io.Reader) error {
	data, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	if os.MkdirAll(c.dir, 0o700) != nil {
		return nil
	}
	f, err := os.CreateTemp(c.dir, "*.new")
	if err != nil {
		return nil
	}
	defer os.Remove(f.Name()) // which it has no more once it is renamed
	_, err = f.Write(append(seal(key, data), data...))
	if errors.Join(err, f.Close()) == nil {
		os.Rename(f.Name(), c.path(key))
	}
	return nil
}

// Delete removes a module. One that stays is replaced once it can be.
func (c *compiled) Delete(key moduleKey) error {
	os.Remove(c.path(key))
	return nil
}
