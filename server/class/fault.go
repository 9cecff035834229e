package class

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"asynctour/server/store"
)

// A fault is why a request is refused: what whoever made it gets to read.
type fault struct {
	key  string // of messages.json
	args []any  // name, value, … for the {name}s of the sentence
}

func refuse(key string, args ...any) *fault { return &fault{key, args} }

// Error returns the sentence in English.
func (f *fault) Error() string { return f.message("en") }

//go:embed messages.json
var messagesJSON []byte

// messages holds the sentences by language and key.
var messages = func() (m map[string]map[string]string) {
	if err := json.Unmarshal(messagesJSON, &m); err != nil {
		panic("class: messages.json: " + err.Error())
	}
	return m
}()

// message returns the sentence in a language, in English where that is unknown.
func (f *fault) message(lang string) string {
	texts, ok := messages[lang]
	if !ok {
		texts = messages["en"]
	}
	pairs := make([]string, 0, len(f.args))
	for i := 0; i+1 < len(f.args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", f.args[i]), fmt.Sprint(f.args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(texts[f.key])
}

// statuses are those of HTTP for faults that are not simply bad requests.
var statuses = map[string]int{
	"code":     http.StatusNotFound,
	"codes":    http.StatusTooManyRequests,
	"full":     http.StatusServiceUnavailable,
	"disk":     http.StatusInsufficientStorage,
	"database": http.StatusServiceUnavailable,
	"internal": http.StatusInternalServerError,
	"signin":   http.StatusUnauthorized,
	"member":   http.StatusUnauthorized,
	"teachers": http.StatusForbidden,
	"class":    http.StatusNotFound,
	"locked":   http.StatusForbidden,
	"over":     http.StatusGone,
	"size":     http.StatusRequestEntityTooLarge,
}

// status returns that of HTTP.
func (f *fault) status() int {
	if status, ok := statuses[f.key]; ok {
		return status
	}
	return http.StatusBadRequest
}

// asFault returns what is to be read of an error. internal is the error where it is ours.
func asFault(err error) (f *fault, internal error) {
	switch {
	case errors.As(err, &f):
		return f, nil
	case errors.Is(err, store.ErrFull):
		return refuse("disk"), err
	case errors.Is(err, store.ErrGone), errors.Is(err, store.ErrClosed):
		return refuse("database"), err
	}
	return refuse("internal"), err
}
