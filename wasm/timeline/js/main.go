//go:build js && wasm

// Program js is package timeline as a WebAssembly module. Once started it sets
// the global function
//
//	timeline(lang: string): {
//		feed(piece: Uint8Array, writes: string): string
//		close(whole: boolean): string
//	}
//
// which begins to read a trace, and then waits to be called. writes is a Write[]
// of package play, as JSON; the results are JSON too,
//
//	{moments: Moment[], message: string}
//
// what was told, and a sentence in the language lang on why no more of it can be.
package main

import (
	"encoding/json"
	"syscall/js"

	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/wasm/timeline"
)

func main() {
	js.Global().Set("timeline", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return open(args[0].String())
	}))
	select {}
}

// open begins to read a trace.
func open(lang string) any {
	reader := timeline.New(false)
	var feed, end js.Func
	feed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		piece := make([]byte, args[0].Length())
		js.CopyBytesToGo(piece, args[0])
		var writes []moment.Write
		if err := json.Unmarshal([]byte(args[1].String()), &writes); err != nil {
			panic(err) // the page's own JSON
		}
		moments, err := reader.Feed(piece, writes)
		return answer(lang, moments, err)
	})
	end = js.FuncOf(func(_ js.Value, args []js.Value) any {
		defer feed.Release()
		defer end.Release()
		moments, err := reader.Close(args[0].Bool())
		return answer(lang, moments, err)
	})
	return map[string]any{"feed": feed, "close": end}
}

func answer(lang string, moments []moment.Moment, err error) any {
	told := struct {
		Moments []moment.Moment `json:"moments"`
		Message string          `json:"message"`
	}{Moments: moments}
	if told.Moments == nil {
		told.Moments = []moment.Moment{}
	}
	if err != nil {
		told.Message = play.AsFault(err).Message(lang)
	}
	data, err := json.Marshal(told)
	if err != nil {
		panic(err) // moments can be marshalled
	}
	return string(data)
}
