package build

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"asynctour/server/play"
)

// resultsSize bounds the binaries that a Builder remembers, in bytes.
const resultsSize = 128 << 20

// A result is what came of a build.
type result struct {
	binary []byte
	items  []play.Diagnostic
	err    error
}

// lasting reports whether the same source will always give this result; a
// timeout or a full disk may not come again.
func (r result) lasting() bool {
	var f *play.Fault
	return r.err == nil || errors.As(r.err, &f) && f.Reason == play.ReasonBuild
}

// damaged reports whether a build has failed since somebody has deleted or damaged what the tools
// have read. To read a list is cheap, to read all archives takes 0.1 s: a mistake in a program is
// most often no reason.
func (t *toolchain) damaged(r result) bool {
	_, ok := t.listed()
	return !ok || r.doubtful() && !t.whole()
}

// doubtful reports whether damaged archives may have made the result: whatever went wrong, but
// for a limit, and what the compiler or the linker says of a package that it cannot read.
func (r result) doubtful() bool {
	var f *play.Fault
	if r.err == nil || !errors.As(r.err, &f) {
		return r.err != nil
	}
	return f.Reason == play.ReasonBuild && slices.ContainsFunc(r.items, func(d play.Diagnostic) bool {
		return strings.HasPrefix(d.Message, "could not import") && !strings.HasSuffix(d.Message, play.NoPackage) ||
			strings.Contains(d.Message, "internal compiler error")
	})
}

// results remembers the newest results by what they were built from.
type results struct {
	mu    sync.Mutex
	left  int
	byKey map[string]*list.Element
	order *list.List // of entries, the one used last in front
}

type entry struct {
	key string
	result
}

func newResults(size int) *results {
	return &results{left: size, byKey: map[string]*list.Element{}, order: list.New()}
}

// hash returns a key for files.
func hash(files map[string]string) string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%q %q\n", name, files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (s *results) get(key string) (result, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byKey[key]
	if !ok {
		return result{}, false
	}
	s.order.MoveToFront(e)
	return e.Value.(entry).result, true
}

func (s *results) put(key string, r result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.byKey[key]; ok {
		return
	}
	s.byKey[key] = s.order.PushFront(entry{key, r})
	s.left -= r.size()
	for s.left < 0 && s.order.Len() > 1 {
		oldest := s.order.Remove(s.order.Back()).(entry)
		delete(s.byKey, oldest.key)
		s.left += oldest.size()
	}
}

// size is about what a result takes up, in bytes.
func (r result) size() int { return len(r.binary) + 1<<10 }
