package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"asynctour/server/servertest"
	"asynctour/server/web"
	"asynctour/site"
	"asynctour/wasm"
)

// An exportFile is a file that an export has written.
type exportFile struct {
	name    string
	content []byte
}

// exports has what small exports, by base: to render all pages takes seconds under the race detector.
var exports = map[string][]exportFile{}

// small is what the tests export: the whole tour, with programs of a few bytes
// and no toolchain, since those take long to compress. For each base it is made once.
func small(t *testing.T, base string) func(fileWriter) error {
	t.Helper()
	if exports[base] == nil {
		if err := web.Export(smallConfig(t, base), func(name string, content []byte) error {
			exports[base] = append(exports[base], exportFile{name, content})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return func(write fileWriter) error {
		for _, f := range exports[base] {
			if err := write(f.name, f.content); err != nil {
				return err
			}
		}
		return nil
	}
}

func smallConfig(t *testing.T, base string) web.Config {
	t.Helper()
	manifest, err := fs.ReadFile(wasm.Dist(), wasm.ManifestFile)
	if err != nil {
		t.Fatal(err)
	}
	programs := fstest.MapFS{wasm.ManifestFile: {Data: manifest}}
	for _, match := range module.FindAllSubmatch(manifest, -1) {
		programs[wasm.JSDir+"/"+string(match[1])] = &fstest.MapFile{Data: []byte("module")}
	}
	return web.Config{Course: servertest.Course(t), Site: site.FS, Assets: site.Dist(), Wasm: programs, Base: base}
}

// module is the file of a program, or of the time zones, in the manifest of package wasm.
var module = regexp.MustCompile(`"([\w.-]+\.(?:wasm|zip))"`)

// TestExportLinks exports the tour under two bases: whatever a page names is
// there, and nothing needs a server.
func TestExportLinks(t *testing.T) {
	for _, base := range []string{"/", "/course/async/"} {
		t.Run(base, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			if _, err := exportTo(t.Context(), out, small(t, base)); err != nil {
				t.Fatal(err)
			}
			pages := 0
			err := filepath.WalkDir(out, func(file string, e fs.DirEntry, err error) error {
				if err == nil && strings.HasSuffix(file, ".html") {
					pages++
					checkPage(t, out, base, file)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if want := 2*(1+12+1) + 2; pages != want {
				t.Errorf("there are %d pages, want %d", pages, want)
			}
		})
	}
}

// address is what a page of ours can name: in its attributes, and in its config.
var address = regexp.MustCompile(`(?:href|src)="([^"]*)"|[^=]"(/[\w./-]*)"`)

func checkPage(t *testing.T, out, base, file string) {
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	page, _ := filepath.Rel(out, file)
	for _, match := range address.FindAllSubmatch(content, -1) {
		link := string(match[1]) + string(match[2])
		if strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "#") || link == base || link == "?" {
			continue
		}
		if !strings.HasPrefix(link, "/") {
			// Lessons link to each other as files beside them do.
			link = base + filepath.ToSlash(filepath.Dir(page)) + "/" + link
			link = strings.TrimSuffix(path.Clean(link), "/") + "/"
		}
		name, ok := strings.CutPrefix(link, base)
		if !ok {
			t.Errorf("%s names %s, which is not beneath the base", page, link)
			continue
		}
		name, _, _ = strings.Cut(name, "#")
		if strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		if info, err := os.Stat(filepath.Join(out, filepath.FromSlash(name))); err != nil || info.IsDir() {
			t.Errorf("%s names %s, which is not there", page, link)
		}
	}
	if strings.Contains(string(content), `value="server"`) || strings.Contains(string(content), `"server":true`) {
		t.Errorf("%s offers runs on the server", page)
	}
}

// TestExportAgain exports into the folder of an earlier export: what that wrote goes, save
// the scripts that open pages may still load, and they after a week.
func TestExportAgain(t *testing.T) {
	out := t.TempDir()
	if _, err := exportTo(t.Context(), out, small(t, "/")); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(out, filepath.FromSlash(name)) }
	outside := filepath.Join(filepath.Dir(out), "outside")
	if err := os.MkdirAll(at("assets/toolchain"), 0o777); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-8 * 24 * time.Hour).Format(time.RFC3339)
	short := time.Now().Add(-6 * 24 * time.Hour).Format(time.RFC3339)
	goes := []string{"old.html", "assets/toolchain/link-OLD.wasm", "assets/main-LONG.js"}
	stays := []string{"assets/main-OLD.js", "assets/hello-OLD.wasm.z", "assets/main-SHORT.js"}
	for _, file := range slices.Concat(goes, stays, []string{"CNAME", "../outside"}) {
		if err := os.WriteFile(at(file), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	list, err := os.OpenFile(at(exportList), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	added := "old.html\nassets/toolchain/link-OLD.wasm\nassets/main-LONG.js\t" + long + "\nassets/main-OLD.js\n" +
		"assets/hello-OLD.wasm.z\nassets/main-SHORT.js\t" + short + "\n../outside\n"
	if _, err := io.WriteString(list, added); err != nil {
		t.Fatal(err)
	}
	list.Close()
	for range 2 {
		w, err := exportTo(t.Context(), out, small(t, "/"))
		if err != nil {
			t.Fatal(err)
		}
		if w.kept != len(stays) {
			t.Errorf("%d files stay, want %d", w.kept, len(stays))
		}
		for _, file := range goes {
			if _, err := os.Stat(at(file)); err == nil {
				t.Errorf("%s, which only the earlier export wrote, is still there", file)
			}
		}
		for _, file := range slices.Concat(stays, []string{"CNAME", "../outside", "en/index.html"}) {
			if _, err := os.Stat(at(file)); err != nil {
				t.Errorf("%s is gone: %v", file, err)
			}
		}
	}
	w := &exportWriter{ctx: t.Context(), dir: out}
	if w.earlier, err = exported(out); err != nil {
		t.Fatal(err)
	}
	for _, f := range w.earlier {
		if f.gone.IsZero() {
			w.names = append(w.names, f.name)
		}
	}
	if err := w.finish(time.Now().Add(7 * 24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, file := range stays {
		if _, err := os.Stat(at(file)); err == nil {
			t.Errorf("%s is still there after a week", file)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Errorf("a file outside is gone: %v", err)
	}
}

func TestExportRefusals(t *testing.T) {
	full := t.TempDir()
	file := filepath.Join(full, "thesis.tex")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"-out must name a folder: tour export -out out":                        nil,
		fmt.Sprintf("-out %q: must be new, empty, or written by export", full): {"-out", full},
		fmt.Sprintf("-out %q: must be a folder", file):                         {"-out", file},
		`-base "course": must begin and end with "/"`:                          {"-out", filepath.Join(full, "new"), "-base", "course"},
	} {
		err := run(t.Context(), append([]string{"export"}, args...), io.Discard, t.Output())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("export %q: got %v, want %q", args, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := exportTo(ctx, filepath.Join(full, "new"), small(t, "/")); err == nil {
		t.Error("an export that is interrupted has no error")
	}
}
