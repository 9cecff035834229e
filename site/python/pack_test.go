package python

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"

	"asynctour/wasm/packed"
)

// writePackage writes an npm package like Pyodide's of that version.
func writePackage(t *testing.T, dir, version string) {
	t.Helper()
	var library bytes.Buffer
	w := zip.NewWriter(&library)
	f, err := w.Create("asyncio/__init__.py")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "# "+version); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"package.json":      `{"version": "` + version + `"}`,
		"pyodide-lock.json": `{"info": {"python": "3.14"}, "packages": {"numpy": {}}}`,
		"pyodide.asm.mjs":   "export default",
		"pyodide.asm.wasm":  "\x00asm",
		"python_stdlib.zip": library.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// described returns what made.json and the description in a folder say.
func described(t *testing.T, dir string) (made, Description) {
	t.Helper()
	var m made
	var d Description
	if err := readJSON(filepath.Join(dir, madeFile), &m); err != nil {
		t.Fatal(err)
	}
	if err := readJSON(filepath.Join(dir, m.Description), &d); err != nil {
		t.Fatal(err)
	}
	return m, d
}

func TestPack(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "python")
	writePackage(t, from, "1")
	if err := Pack(from, to, packed.Packer{Quality: 5}); err != nil {
		t.Fatal(err)
	}
	m, d := described(t, to)
	if got, _ := json.Marshal(d.Lock); string(got) != `{"info":{"python":"3.14"},"packages":{}}` {
		t.Errorf("lock: got %s", got)
	}
	for i, name := range []string{"asm", "python", "stdlib"} {
		f := d.Files[i]
		file, err := os.Open(filepath.Join(to, f.File+packed.Suffix))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		content, err := io.ReadAll(brotli.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if f.Name != name || f.Size != len(content) || f.SHA256 != packed.Sum(content) {
			t.Errorf("file %d: got %+v of %d bytes", i, f, len(content))
		}
		if name != "stdlib" {
			continue
		}
		r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if z := r.File[0]; z.Name != "asyncio/__init__.py" || z.Method != zip.Store {
			t.Errorf("the library has %s, method %d", z.Name, z.Method)
		}
	}

	for _, step := range []struct {
		what    string
		version string
		quality int
		anew    bool
	}{
		{"the same", "1", 5, false},
		{"less compressed", "1", 1, false},
		{"more compressed", "1", 11, true},
		{"another version", "2", 5, true},
	} {
		writePackage(t, from, step.version)
		if err := Pack(from, to, packed.Packer{Quality: step.quality}); err != nil {
			t.Fatal(err)
		}
		now, _ := described(t, to)
		if anew := now != m; anew != step.anew {
			t.Errorf("%s: made anew: %v", step.what, anew)
		}
		m = now
	}
	entries, err := os.ReadDir(to)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(d.Files) + 2; len(entries) != want {
		t.Errorf("%d files, want %d: those of the older version are gone", len(entries), want)
	}
}

func TestPackFaults(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "python")
	if err := Pack(from, to, packed.Packer{Quality: 5}); !os.IsNotExist(err) {
		t.Errorf("without a package: got %v", err)
	}
	writePackage(t, from, "1")
	if err := os.WriteFile(filepath.Join(from, "python_stdlib.zip"), []byte("no archive"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Pack(from, to, packed.Packer{Quality: 5}); err == nil {
		t.Error("a broken library: no error")
	}
	if _, err := os.Stat(filepath.Join(to, madeFile)); err == nil {
		t.Error("what could not be packed says that it was")
	}
}
