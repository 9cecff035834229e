package play

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// A Fault is what the reader, or the reader's program, did wrong, or a limit
// that it passed: an end that is explained in the reader's language. Any other
// error is ours; it is logged, and the run's end is ReasonInternal.
type Fault struct {
	Reason Reason      // of the end
	Key    string      // of its Message in messages.json
	Args   []any       // name, value, name, value, … for the message's {name}s
	At     *Diagnostic // where in the source, if that is known; its Message is still empty
}

// Refuse returns the fault of a bad request.
func Refuse(key string, args ...any) *Fault {
	return &Fault{Reason: ReasonRefused, Key: "refused." + key, Args: args}
}

// Error returns the sentence in English.
func (f *Fault) Error() string { return f.Message("en") }

// Message returns the sentence in lang, in English if lang is unknown.
func (f *Fault) Message(lang string) string { return Message(lang, f.Key, f.Args...) }

// Items returns the fault as a remark about the source, none where it is not
// known where it is.
func (f *Fault) Items(lang string) []Diagnostic {
	if f.At == nil {
		return nil
	}
	item := *f.At
	item.Message = f.Message(lang)
	return []Diagnostic{item}
}

//go:embed messages.json
var messagesJSON []byte

// messages holds the sentences by language and key. The page has the same file.
var messages = func() (m map[string]map[string]string) {
	if err := json.Unmarshal(messagesJSON, &m); err != nil {
		panic("play: messages.json: " + err.Error())
	}
	return m
}()

// Message returns the sentence of messages.json that key names, in lang or, where
// that is unknown, in English. args are name, value, name, value, … for its {name}s.
func Message(lang, key string, args ...any) string {
	texts, ok := messages[lang]
	if !ok {
		texts = messages["en"]
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(texts[key])
}
