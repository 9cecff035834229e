package imports

import (
	_ "embed"
	"strings"
)

// exportsText lists the packages that programs may import. A line is an import path, and
// what the package exports for js/wasm stands in the indented lines after it, in order.
// TestExports makes it.
//
//go:embed exports.txt
var exportsText string

// exports returns the names that packages export, in order, by import path. It is read when
// it is needed, so that a module that has no use for it is without it.
func exports() map[string][]string {
	known := map[string][]string{}
	path := ""
	for line := range strings.Lines(exportsText) {
		if strings.HasPrefix(line, "\t") {
			known[path] = append(known[path], strings.Fields(line)...)
		} else {
			path = strings.TrimSpace(line)
			known[path] = []string{}
		}
	}
	return known
}
