package build

import (
	"maps"

	"asynctour/wasm/gocmd"
)

// Traced returns a program that traces its own execution, besides being that of
// files: it has one more, with a name that no reader's file has.
func Traced(files map[string]string) map[string]string {
	traced := maps.Clone(files)
	traced[gocmd.TraceFile] = gocmd.TraceSource
	return traced
}

// isTraced reports whether Traced has made files.
func isTraced(files map[string]string) bool {
	_, ok := files[gocmd.TraceFile]
	return ok
}
