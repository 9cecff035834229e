//go:build js && wasm

// Program complete is package complete as a WebAssembly module. Before it starts the
// global object has
//
//	packages: string[]
//	archive(path: string): Uint8Array | undefined
//
// the packages to offer, and the archive with a package's export data. Then it sets the
// global function
//
//	complete(source: string, offset: number, others: string[]): Item[]
//
// where offsets are in bytes of UTF-8 and Item is that of package complete with
// its names in lower case, and then waits to be called.
package main

import (
	"bytes"
	"fmt"
	"io"
	"syscall/js"

	"asynctour/wasm/complete"
)

func main() {
	completer := complete.New(texts(js.Global().Get("packages")), archive)
	js.Global().Set("complete", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return answer(completer.Complete(args[0].String(), args[1].Int(), texts(args[2])...))
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
