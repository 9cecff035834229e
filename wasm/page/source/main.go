//go:build js && wasm

// Program source is package source as a WebAssembly module. Once started it sets
// global functions that take and return JSON, and then waits to be called:
//
//	gofmt(name: string, files: object)                  Formatted | {items: Diagnostic[]}
//	check(files: object, limits: object, lang: string)  null | Refusal
//	tests(files: object)                                null | Tests
//	checked(files: object, checks, lang: string)        Checked
//	diagnose(output: string, file: string)              Diagnostic[]
//
// Formatted, Refusal, Tests and Checked are those of package source. gofmt formats the file
// name of a program. diagnose parses the output of the compiler or the linker. A message without a position
// is attributed to the file.
package main

import (
	"encoding/json"
	"syscall/js"

	"asynctour/server/play"
	"asynctour/wasm/source"
)

func main() {
	set("gofmt", func(args []js.Value) any {
		var files map[string]string
		read(args[1], &files)
		formatted, items := source.Format(args[0].String(), files)
		if items != nil {
			return map[string]any{"items": items}
		}
		return formatted
	})
	set("check", func(args []js.Value) any {
		var files map[string]string
		var limits play.Limits // those that a check knows: source and files
		read(args[0], &files)
		read(args[1], &limits)
		return source.Check(files, limits, args[2].String())
	})
	set("tests", func(args []js.Value) any {
		var files map[string]string
		read(args[0], &files)
		return source.TestsOf(files)
	})
	set("checked", func(args []js.Value) any {
		var files map[string]string
		read(args[0], &files)
		return source.CheckedOf(files, args[1].String(), args[2].String())
	})
	set("diagnose", func(args []js.Value) any {
		items := play.CompilerDiagnostics([]byte(args[0].String()), args[1].String())
		if items == nil {
			items = []play.Diagnostic{}
		}
		return items
	})
	select {}
}

// read reads an argument, which is the page's own JSON, into a value.
func read(arg js.Value, value any) {
	if err := json.Unmarshal([]byte(arg.String()), value); err != nil {
		panic(err)
	}
}

// set sets a global function that returns its result as JSON.
func set(name string, f func(args []js.Value) any) {
	js.Global().Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any {
		data, err := json.Marshal(f(args))
		if err != nil {
			panic(err) // all results can be marshalled
		}
		return string(data)
	}))
}
