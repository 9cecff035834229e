package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
)

// wallClock are the functions by which a time loses what says how long ago it
// was, so that it changes when somebody sets the machine's clock.
var wallClock = map[string]bool{
	"Unix": true, "UnixMilli": true, "UnixMicro": true, "UnixNano": true, "UTC": true, "Local": true, "In": true,
	"AddDate": true, "Equal": true, "MarshalText": true, "MarshalBinary": true, "MarshalJSON": true,
}

// whenEver lists what may use them: how a program is told the date, and how long
// ago a file or a commit was written.
var whenEver = map[string][]string{
	"deploy/main.go":        {"Unix", "UTC"},
	"sandbox/wasi/clock.go": {"Unix"},
	"web/dev.go":            {"UnixNano"},
}

// TestClock has no limit, timeout or measurement depend on the wall clock: all go
// by time.Since, timers and deadlines, which a clock that is set does not move.
// On a machine that others use nobody may set it, to see.
func TestClock(t *testing.T) {
	server := os.DirFS(".")
	err := fs.WalkDir(server, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := fs.ReadFile(server, path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if !imports(file, "time") {
			return nil
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, ok := call.Fun.(*ast.SelectorExpr)
			if ok && wallClock[name.Sel.Name] && !slices.Contains(whenEver[path], name.Sel.Name) {
				t.Errorf("%s: %s is by the wall clock", fset.Position(call.Pos()), name.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func imports(file *ast.File, path string) bool {
	for _, spec := range file.Imports {
		if strings.Trim(spec.Path.Value, `"`) == path {
			return true
		}
	}
	return false
}
