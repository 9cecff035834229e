package toolchain

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"asynctour/wasm/gocmd"
)

// packs lists the packs in the order in which a page loads them: no package imports one
// of a later pack.
var packs = []struct {
	name  string
	roots []string // with all that they import; none: all remaining packages
}{
	{"base", []string{
		"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "context", "errors", "fmt", "io", "io/fs", "iter",
		"log", "maps", "math", "math/bits", "math/cmplx", "math/rand", "math/rand/v2", "os", "os/signal", "path", "path/filepath", "reflect",
		"runtime", "runtime/debug", "runtime/trace", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "time",
		"unicode", "unicode/utf16", "unicode/utf8", "unique", "unsafe", "weak",
	}},
	{"data", []string{
		"encoding/base64", "encoding/binary", "encoding/hex", "encoding/json", "hash/crc32", "hash/fnv", "hash/maphash", "log/slog", "math/big",
		"regexp", "testing", "testing/synctest", "text/tabwriter", "text/template",
	}},
	{"net", []string{"net/http", "net/http/httptest", "net/url"}},
	{"rest", nil},
}

// packages are the packages that a program may import, and their dependencies.
type packages struct {
	packs    map[string]string // by import path: the name of its pack
	archives map[string]string // by import path: the file of its archive
	dirs     map[string]string // by import path: the folder of its source
}

// packages compiles all packages, and divides them into packs.
func (m *maker) packages(ctx context.Context) (*packages, error) {
	dir := filepath.Join(m.temp, "packages")
	if err := os.Mkdir(dir, 0o777); err != nil {
		return nil, err
	}
	list, err := gocmd.Packages(ctx, dir, m.env, "js", "wasm", "-gcflags=all=-dwarf=false", "builtin")
	if err != nil {
		return nil, err
	}
	all := map[string]gocmd.Package{}
	for _, p := range list {
		all[p.ImportPath] = p
	}
	return divide(all)
}

// divide puts each package into the first pack whose roots import it.
func divide(all map[string]gocmd.Package) (*packages, error) {
	p := &packages{packs: map[string]string{}, archives: map[string]string{}, dirs: map[string]string{}}
	put := func(path, pack string) {
		if l, ok := all[path]; ok && l.Export != "" && p.packs[path] == "" {
			p.packs[path], p.archives[path] = pack, l.Export
		}
	}
	for path, l := range all {
		if path != gocmd.Tracer && path != gocmd.Checks { // which no program of a reader imports
			p.dirs[path] = l.Dir
		}
	}
	for _, pack := range packs {
		roots := pack.roots
		if pack.name == packs[0].name {
			roots = append(roots[:len(roots):len(roots)], append(gocmd.Sync[:], gocmd.Tracer, gocmd.Checks)...)
		}
		for _, root := range roots {
			l, ok := all[root]
			if !ok {
				return nil, fmt.Errorf("pack %s: this release of Go has no package %s", pack.name, root)
			}
			for _, path := range append(l.Deps, root) {
				put(path, pack.name)
			}
		}
		if pack.roots == nil {
			for path := range all {
				put(path, pack.name)
			}
		}
	}
	return p, nil
}

// pack returns a pack's types, for the compiler, or its objects, for the linker.
func (p *packages) pack(name, part string) ([]byte, error) {
	var paths []string
	for path, pack := range p.packs {
		if pack == name {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	index := [][2]any{}
	var body []byte
	for _, path := range paths {
		archive, err := os.ReadFile(p.archives[path])
		if err != nil {
			return nil, err
		}
		types, objects, err := split(archive)
		if err != nil {
			return nil, fmt.Errorf("archive of %s: %w", path, err)
		}
		content := types
		if part == "objects" {
			content = objects
		}
		index = append(index, [2]any{path, len(content)})
		body = append(body, content...)
	}
	head, err := json.Marshal(index)
	if err != nil {
		return nil, err
	}
	return slices.Concat(head, []byte("\n"), body), nil
}

const (
	archiveMagic = "!<arch>\n"
	headerSize   = 60           // of an entry; its size, in decimal digits, is at 48
	typesEntry   = "__.PKGDEF " // the start of the header of the compiler's entry
)

// split divides an archive into one for the compiler, and one for the linker.
func split(archive []byte) (types, objects []byte, err error) {
	rest, ok := bytes.CutPrefix(archive, []byte(archiveMagic))
	if !ok {
		return nil, nil, fmt.Errorf("it does not begin as an archive")
	}
	types, objects = []byte(archiveMagic), []byte(archiveMagic)
	for len(rest) >= headerSize {
		size, err := strconv.Atoi(strings.TrimSpace(string(rest[48:58])))
		if err != nil || headerSize+size > len(rest) {
			return nil, nil, fmt.Errorf("an entry of it has no proper size")
		}
		end := min(headerSize+size+size%2, len(rest)) // entries are aligned
		if bytes.HasPrefix(rest, []byte(typesEntry)) {
			types = append(types, rest[:end]...)
		} else {
			objects = append(objects, rest[:end]...)
		}
		rest = rest[end:]
	}
	return types, objects, nil
}
