//go:build js && wasm

// Program complete is packages complete and vet, which need types, as one WebAssembly
// module. Before it starts the global object has
//
//	archive(path: string): Uint8Array | undefined
//
// the archive with a package's export data, and before complete is called the first time
//
//	packages: string[]
//
// the packages to offer. It sets the global functions
//
//	complete(source: string, offset: number, others: string[]): Item[]
//	vet(files: [name: string, source: string][]): Remark[]
//
// and then waits to be called. Offsets are in bytes of UTF-8. Item and Remark are those of
// packages complete and vet with their names in lower case.
package main

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"io"
	"sync"
	"syscall/js"

	"asynctour/wasm/complete"
	"asynctour/wasm/vet"
)

func main() {
	imported := importer.ForCompiler(token.NewFileSet(), "gc", archive)
	completer := sync.OnceValue(func() *complete.Completer {
		return complete.New(texts(js.Global().Get("packages")), imported)
	})
	js.Global().Set("complete", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return answer(completer().Complete(args[0].String(), args[1].Int(), texts(args[2])...))
	}))
	js.Global().Set("vet", js.FuncOf(func(_ js.Value, args []js.Value) any {
		files := map[string]string{}
		for i := range args[0].Length() {
			file := args[0].Index(i)
			files[file.Index(0).String()] = file.Index(1).String()
		}
		return found(vet.Check(files, imported))
	}))
	select {}
}

// texts returns the elements of an array of strings.
func texts(array js.Value) []string {
	list := make([]string, array.Length())
	for i := range list {
		list[i] = array.Index(i).String()
	}
	return list
}

// archive returns a package's archive, from the page.
func archive(path string) (io.ReadCloser, error) {
	array := js.Global().Call("archive", path)
	if array.IsUndefined() {
		return nil, fmt.Errorf("the page has no export data of package %s", path)
	}
	data := make([]byte, array.Length())
	js.CopyBytesToGo(data, array)
	return io.NopCloser(bytes.NewReader(data)), nil
}

func answer(items []complete.Item) any {
	list := make([]any, len(items))
	for i, item := range items {
		insert := make([]any, len(item.Insert))
		for j, insertion := range item.Insert {
			insert[j] = map[string]any{"offset": insertion.Offset, "text": insertion.Text}
		}
		list[i] = map[string]any{
			"label": item.Label, "kind": string(item.Kind), "detail": item.Detail, "doc": item.Doc,
			"package": item.Package, "symbol": item.Symbol, "import": item.Import, "insert": insert,
		}
	}
	return list
}

func found(remarks []vet.Remark) any {
	list := make([]any, len(remarks))
	for i, r := range remarks {
		list[i] = map[string]any{
			"file": r.File, "line": r.Line, "column": r.Column, "message": r.Message, "key": r.Key,
		}
	}
	return list
}
