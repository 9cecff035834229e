package web

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"asynctour/server/course"
)

// pollInterval is the time between two looks for changes, for each connected page.
const pollInterval = 300 * time.Millisecond

// Dev makes a server one for authors: changed files are read anew, and pages reload. A
// mistake is shown in place of the pages, and logged.
//
// Config's Site, Assets and Wasm must be folders of this machine. Its Course is not used.
type Dev struct {
	Lessons string               // the folder lessons/, read anew after a change
	Site    string               // the folder site/
	Bundle  func() error         // fills Config.Assets; called at the start, and after a change of a script or style
	Read    func(*course.Course) // is given the lessons when they have been read
	Pack    func() error         // fills Config.Wasm; called after a change of a Go program; nil: programs stay as they are
}

// A watch looks for changes at each request, and while a page waits for one: it has no
// goroutine of its own.
type watch struct {
	server *server

	mu      sync.Mutex
	config  Config // with the course that was read last
	sources []*source
	version int   // counts the changes
	fault   error // the author's mistake in the last content
}

// A source is a set of files, and what to do after a change of one.
type source struct {
	dirs   []string
	suffix string // of the files' names
	do     func() error
	looked bool   // whether seen is set
	seen   string // the files' names, times and sizes
	fault  error  // of do
}

func newWatch(s *server) *watch {
	dev := s.config.Dev
	w := &watch{server: s, config: s.config}
	parse := func() (err error) {
		w.config.Course, err = course.Parse(os.DirFS(dev.Lessons))
		if err == nil {
			dev.Read(w.config.Course)
		}
		return err
	}
	read := func() error { return nil } // refresh reads them
	beneath := func(dir string) string { return filepath.Join(dev.Site, dir) }
	w.sources = []*source{
		{dirs: []string{dev.Lessons}, do: parse},
		{dirs: []string{beneath("ts"), beneath("css"), beneath("parts"), beneath("text")}, do: dev.Bundle},
		{dirs: []string{beneath("templates")}, do: read},
	}
	if dev.Pack != nil {
		programs := &source{dirs: []string{dev.Lessons}, suffix: ".go", do: dev.Pack}
		programs.looked, programs.seen = true, programs.look() // packed already
		w.sources = append(w.sources, programs)
	}
	return w
}

// refresh reads changed files anew. It returns the number of changes so far, and the
// author's mistake in the last.
func (w *watch) refresh() (version int, fault error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed := false
	var faults []error
	for _, s := range w.sources {
		if seen := s.look(); !s.looked || seen != s.seen {
			s.looked, s.seen, changed = true, seen, true
			s.fault = s.do()
		}
		faults = append(faults, s.fault)
	}
	if !changed {
		return w.version, w.fault
	}
	w.version++
	if w.fault = errors.Join(faults...); w.fault == nil {
		var content *content
		if content, w.fault = load(w.config); w.fault == nil {
			w.server.content.Store(content)
		}
	}
	if w.fault != nil {
		w.server.config.Log.Error("the author's change is not shown", "err", w.fault)
	}
	return w.version, w.fault
}

// look describes the source's files as they are now. Unreadable ones are left out: they
// count as changed once they can be read.
func (s *source) look() string {
	var b strings.Builder
	for _, dir := range s.dirs {
		_ = filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(file, s.suffix) {
				return nil
			}
			if info, err := e.Info(); err == nil {
				fmt.Fprintln(&b, file, info.ModTime().UnixNano(), info.Size())
			}
			return nil
		})
	}
	return b.String()
}

// reload serves /dev/reload as server-sent events: one event, named reload, after a
// change.
func (w *watch) reload(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(rw).Flush
	http.NewResponseController(rw).SetReadDeadline(time.Time{}) // it lasts longer than other requests
	known, _ := w.refresh()
	if err := flush(); err != nil {
		return
	}
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-ticker.C:
		}
		version, _ := w.refresh()
		if version == known {
			continue
		}
		known = version
		if _, err := fmt.Fprint(rw, "event: reload\ndata: changed\n\n"); err != nil {
			return
		}
		if err := flush(); err != nil {
			return
		}
	}
}

// showFault shows the author a mistake, in a page that reloads itself each second.
func showFault(w http.ResponseWriter, fault error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	fmt.Fprintf(w, "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"refresh\" content=\"1\">\n<title>A mistake</title>\n<pre>%s</pre>\n",
		template.HTMLEscapeString(fault.Error()))
}
