//go:build js && wasm

// Program js is package format as a WebAssembly module. Once started it sets
// the global function
//
//	gofmt(source: string): {source: string} | {items: Diagnostic[]}
//
// where Diagnostic is that of the run contract without its file, and then waits
// to be called.
package main

import (
	"syscall/js"

	"asynctour/wasm/format"
)

func main() {
	js.Global().Set("gofmt", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return answer(format.Source(args[0].String()))
	}))
	select {}
}

func answer(source string, items []format.Diagnostic) any {
	if items == nil {
		return map[string]any{"source": source}
	}
	list := make([]any, len(items))
	for i, item := range items {
		list[i] = map[string]any{
			"line": item.Line, "column": item.Column, "severity": "error", "message": item.Message,
		}
	}
	return map[string]any{"items": list}
}
