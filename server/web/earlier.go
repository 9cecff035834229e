package web

import (
	"slices"
	"strings"
	"time"
)

// A page that is open while its release is replaced still loads scripts, workers and
// programs of its own. So a server keeps its assets in a folder, and the server of the next
// release serves those that it does not have itself, for a while. An export likewise leaves
// those of the export before.
const (
	keptTime  = 7 * 24 * time.Hour // after the release that had the file was replaced
	keptFile  = 4 << 20            // bytes of the largest file that is kept
	keptBytes = 64 << 20           // bytes of all files of earlier releases
)

// A Gone is an asset of an earlier release, which the present one does not have.
type Gone struct {
	Name  string // of its file: "main-AB.js.br"
	Bytes int64
	Since time.Time // when its release was replaced
}

// Keep returns the assets to keep at a time for pages that are still open: those that went
// last first, as many as there is room for. The toolchain and Python are not kept: they are
// large and seldom change, and a page can do without.
func Keep(gone []Gone, now time.Time) []Gone {
	var kept []Gone
	var sum int64
	byTime := func(a, b Gone) int { return b.Since.Compare(a.Since) }
	for _, g := range slices.SortedStableFunc(slices.Values(gone), byTime) {
		if !isOptional(g.Name) && g.Bytes <= keptFile && now.Sub(g.Since) < keptTime && sum+g.Bytes <= keptBytes {
			sum += g.Bytes
			kept = append(kept, g)
		}
	}
	return kept
}

// isOptional reports whether an asset is of the toolchain, or of Python.
func isOptional(name string) bool {
	return strings.HasPrefix(name, toolchainDir) || strings.HasPrefix(name, pythonDir)
}

// earlier holds the assets of earlier releases by name, and when each went.
type earlier map[string]*earlierAsset

type earlierAsset struct {
	asset
	since time.Time
}

// find returns an asset at a time, or nil.
func (e earlier) find(name string, now time.Time) *asset {
	found := e[name]
	if found == nil || now.Sub(found.since) >= keptTime {
		return nil
	}
	return &found.asset
}
