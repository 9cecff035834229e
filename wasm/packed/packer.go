package packed

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
)

// CacheDir is the cache of builds, below the root of the repository.
const CacheDir = ".cache/packed"

const (
	// window is the logarithm of brotli's window: the largest that browsers accept.
	window = 24
	// unusedFor is how long a result that no build has used stays in the cache.
	unusedFor = 30 * 24 * time.Hour
)

// A Packer compresses contents with brotli. Its methods may be called concurrently.
type Packer struct {
	Quality int    // 0 to 11
	Cache   string // a folder that keeps results by content; "": nothing is kept
}

// With returns a Packer with another quality and the same cache.
func (p Packer) With(quality int) Packer { return Packer{Quality: quality, Cache: p.Cache} }

// Keep compresses a file, such as "compile.wasm", and writes it into dir.
func (p Packer) Keep(dir, name string, content []byte) (File, error) {
	base, ext, _ := strings.Cut(name, ".")
	f := File{Name: base, File: Name(base, ext, content), Size: len(content), SHA256: Sum(content)}
	small, err := p.Compress(content)
	if err != nil {
		return f, err
	}
	f.Packed = len(small)
	return f, WriteFile(filepath.Join(dir, f.File+Suffix), small)
}

// Compress returns the compressed content, from the cache if it is there.
func (p Packer) Compress(content []byte) ([]byte, error) {
	if p.Cache == "" {
		return p.compress(content)
	}
	name := filepath.Join(p.Cache, fmt.Sprintf("%s-%d%s", Sum(content), p.Quality, Suffix))
	if small, err := os.ReadFile(name); err == nil {
		now := time.Now()
		return small, os.Chtimes(name, now, now) // for Trim
	}
	small, err := p.compress(content)
	if err != nil {
		return nil, err
	}
	return small, p.put(name, small)
}

func (p Packer) compress(content []byte) ([]byte, error) {
	var b bytes.Buffer
	w := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: p.Quality, LGWin: window})
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// put writes a result into the cache atomically: another build may be writing the same
// one.
func (p Packer) put(name string, small []byte) error {
	if err := os.MkdirAll(p.Cache, 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(p.Cache, "*.new")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(small); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// Trim removes from the cache the results that no build has used for a month.
func (p Packer) Trim(now time.Time) error {
	entries, err := os.ReadDir(p.Cache)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || now.Sub(info.ModTime()) < unusedFor {
			continue // gone, or in use
		}
		if err := os.Remove(filepath.Join(p.Cache, e.Name())); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
