//go:build js && wasm

// Program trace is packages tracereader and behave as a WebAssembly module. Once
// started it sets global functions, and then waits to be called:
//
//	readTrace(lang: string): {
//		feed(piece: Uint8Array, writes: Write[]): Read
//		close(whole: boolean, end: End): Read
//	}
//	facts(moments: Moment[], end: End): Facts
//	reduce(moments: Moment[]): string
//	differ(got: string, want: string): string
//
// Strings, the piece and whole are passed as they are, all else as JSON. Write and Moment
// are those of package play, End and Facts those of package behave, as are reduce and
// differ, which are for tests. readTrace begins to read a trace; Read is
//
//	{moments: Moment[], message: string, facts?: Facts}
//
// the moments read, a sentence in the language lang if the reading failed, and after
// close the facts of the run.
package main

import (
	"encoding/json"
	"syscall/js"

	"asynctour/server/behave"
	"asynctour/server/play"
	"asynctour/server/play/moment"
	"asynctour/wasm/tracereader"
)

func main() {
	set("readTrace", func(args []js.Value) any { return open(args[0].String()) })
	set("facts", func(args []js.Value) any {
		var record behave.Record
		record.Add(moments(args[0]))
		var end behave.End
		decode(args[1], &end)
		return encode(record.Facts(end))
	})
	set("reduce", func(args []js.Value) any { return behave.Reduce(moments(args[0])) })
	set("differ", func(args []js.Value) any { return behave.Differ(args[0].String(), args[1].String()) })
	select {}
}

func set(name string, f func(args []js.Value) any) {
	js.Global().Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) }))
}

// A read is the result of reading a piece of a trace.
type read struct {
	Moments []moment.Moment `json:"moments"`
	Message string          `json:"message"`
	Facts   json.RawMessage `json:"facts,omitempty"`
}

// open begins to read a trace.
func open(lang string) any {
	reader := tracereader.New(false)
	var feed, end js.Func
	feed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		piece := make([]byte, args[0].Length())
		js.CopyBytesToGo(piece, args[0])
		var writes []moment.Write
		decode(args[1], &writes)
		moments, err := reader.Feed(piece, writes)
		return encode(newRead(lang, moments, err))
	})
	end = js.FuncOf(func(_ js.Value, args []js.Value) any {
		defer feed.Release()
		defer end.Release()
		var e behave.End
		decode(args[1], &e)
		moments, err := reader.Close(args[0].Bool())
		last := newRead(lang, moments, err)
		last.Facts = reader.Facts(play.Event{At: e.At, Reason: e.Reason, Code: e.Code}, e.Deadlock)
		return encode(last)
	})
	return map[string]any{"feed": feed, "close": end}
}

func newRead(lang string, moments []moment.Moment, err error) read {
	r := read{Moments: moments}
	if r.Moments == nil {
		r.Moments = []moment.Moment{} // not null
	}
	if err != nil {
		r.Message = play.AsFault(err).Message(lang)
	}
	return r
}

func moments(text js.Value) (moments []moment.Moment) {
	decode(text, &moments)
	return moments
}

func decode(text js.Value, value any) {
	if err := json.Unmarshal([]byte(text.String()), value); err != nil {
		panic(err) // the page's own JSON
	}
}

func encode(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // all results can be marshalled
	}
	return string(data)
}
