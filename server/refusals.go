package main

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// What hosts take, by their documentation.
const (
	hostFileSize  = 25 << 20   // bytes in a file: Cloudflare Pages
	hostFileCount = 20_000     // files: Cloudflare Pages, without a paid plan
	hostBytes     = 1000 << 20 // bytes in all: GitHub Pages
)

// hostFiles are the names beginning with "_" or "." that hosts are to find: .nojekyll has
// GitHub Pages leave the others.
var hostFiles = []string{"_headers", ".nojekyll"}

// refusals returns a sentence for each thing that a host would refuse, or leave out, of
// an export with files of these sizes.
func refusals(sizes map[string]int) []string {
	var found []string
	total := 0
	folded := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(sizes)) {
		total += sizes[name]
		if size := sizes[name]; size > hostFileSize {
			found = append(found, fmt.Sprintf("%s has %.1f MiB: Cloudflare Pages takes no file over %d MiB",
				name, float64(size)/(1<<20), hostFileSize>>20))
		}
		if hidden(name) && !slices.Contains(hostFiles, name) {
			found = append(found,
				fmt.Sprintf(`%s has a name that begins with "_" or ".": some hosts leave such files out`, name))
		}
		if other := folded[strings.ToLower(name)]; other != "" {
			found = append(found, fmt.Sprintf("%s and %s differ in upper and lower case alone: some hosts take them for one",
				other, name))
		}
		folded[strings.ToLower(name)] = name
	}
	if len(sizes) > hostFileCount {
		found = append(found, fmt.Sprintf("%d files: Cloudflare Pages takes %d", len(sizes), hostFileCount))
	}
	if total > hostBytes {
		found = append(found, fmt.Sprintf("%d MiB in all: GitHub Pages takes %d", total>>20, hostBytes>>20))
	}
	return found
}

// hidden reports whether a host may take the file for one that is not to be published.
func hidden(name string) bool {
	for ; name != "."; name = path.Dir(name) {
		if base := path.Base(name); base[0] == '_' || base[0] == '.' {
			return true
		}
	}
	return false
}
