package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asynctour/server/clean"
)

func TestMain(m *testing.M) { os.Exit(clean.Run(m)) }

// stub is a release of a program that prints its version.
var stub = release{"v1.2-3-gabc", time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), "./testdata/stub", "../../LICENSE"}

// TestWrite makes a release twice: its archives have what a reader needs, and the same bytes.
func TestWrite(t *testing.T) {
	some := []system{{"linux-amd64", "linux", "amd64"}, {"windows-arm64", "windows", "arm64"}}
	var dirs []string
	var sums [2]string
	for i := range sums {
		dir := filepath.Join(t.TempDir(), "release")
		var err error
		if sums[i], err = stub.write(t.Context(), dir, some); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, dir)
	}
	if sums[0] != sums[1] {
		t.Errorf("the same release has the sums\n%sand\n%s", sums[0], sums[1])
	}
	if kept := read(t, dirs[0], "SHA256SUMS"); string(kept) != sums[0] {
		t.Errorf("SHA256SUMS is\n%swant\n%s", kept, sums[0])
	}
	for name, content := range map[string]func(*testing.T, []byte) []file{
		"tour-v1.2-3-gabc-linux-amd64.tar.gz": untar, "tour-v1.2-3-gabc-windows-arm64.zip": unzip,
	} {
		archive := read(t, dirs[0], name)
		if line := fmt.Sprintf("%x  %s\n", sha256.Sum256(archive), name); !strings.Contains(sums[0], line) {
			t.Errorf("the sums have no line %q:\n%s", line, sums[0])
		}
		if !bytes.Equal(archive, read(t, dirs[1], name)) {
			t.Errorf("%s differs from one time to the next", name)
		}
		files := content(t, archive)
		folder := strings.TrimSuffix(strings.TrimSuffix(name, ".zip"), ".tar.gz") + "/"
		program := "tour"
		if strings.Contains(name, "windows") {
			program = "tour.exe"
		}
		for i, want := range []file{{program, []byte("v1.2-3-gabc"), 0o755}, {"README.txt", []byte("双击"), 0o644},
			{"LICENSE", []byte("Redistribution"), 0o644}} {
			if i >= len(files) || files[i].name != folder+want.name || files[i].mode != want.mode ||
				!bytes.Contains(files[i].content, want.content) {
				t.Errorf("%s has no %s, of mode %v, that holds %s", name, want.name, want.mode, want.content)
			}
		}
		if bytes.Contains(files[0].content, []byte(filepath.Dir(dirs[0]))) {
			t.Errorf("the program in %s names a folder of the machine that built it", name)
		}
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// untar returns the files of a tarball, which have no user.
func untar(t *testing.T, archive []byte) (files []file) {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(plain); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Uname+h.Gname != "" {
			t.Errorf("%s is of user %d %s", h.Name, h.Uid, h.Uname)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file{h.Name, content, h.FileInfo().Mode()})
	}
}

// unzip returns the files of a zip.
func unzip(t *testing.T, archive []byte) (files []file) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		in.Close()
		files = append(files, file{f.Name, content, f.Mode()})
	}
	return files
}

// TestCommit describes the commit that is checked out.
func TestCommit(t *testing.T) {
	r, err := ofCommit(t.Context())
	if err != nil {
		t.Skip("this is no checkout: ", err)
	}
	if r.version == "" || strings.ContainsAny(r.version, " /\n") || r.time.Year() < 2020 {
		t.Errorf("the release is %+v", r)
	}
}
