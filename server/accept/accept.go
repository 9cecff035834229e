// Package accept reads what a request accepts: RFC 9110, section 12.5.
package accept

import (
	"iter"
	"net/http"
	"strconv"
	"strings"
)

// The content encodings that the tour writes.
const (
	Identity = ""
	Brotli   = "br"
	Gzip     = "gzip"
)

// Encoding returns the better of br and gzip that the request accepts, or Identity.
func Encoding(r *http.Request) string {
	switch {
	case Includes(r, Brotli):
		return Brotli
	case Includes(r, Gzip):
		return Gzip
	}
	return Identity
}

// Includes reports whether the request accepts a content encoding.
func Includes(r *http.Request, encoding string) bool {
	any := false
	for name, q := range Weights(r.Header.Get("Accept-Encoding")) {
		switch name {
		case encoding:
			return q > 0
		case "*":
			any = q > 0
		}
	}
	return any
}

// Weights yields the entries of a header such as Accept-Language or Accept-Encoding,
// in their order, with their weights: 1 where none is given, 0 for one that is no number.
func Weights(header string) iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		for entry := range strings.SplitSeq(header, ",") {
			name, parameter, _ := strings.Cut(entry, ";")
			q := 1.0
			if value, ok := strings.CutPrefix(strings.ReplaceAll(parameter, " ", ""), "q="); ok {
				var err error
				if q, err = strconv.ParseFloat(value, 64); err != nil {
					q = 0
				}
			}
			if name = strings.TrimSpace(name); name != "" && !yield(name, q) {
				return
			}
		}
	}
}
