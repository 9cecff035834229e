package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/andybalholm/brotli"
)

// The content encodings that we write.
const (
	identity    = ""
	encodingBr  = "br"
	encodingZip = "gzip"
)

// pageQuality is the brotli quality for what is compressed while a reader waits.
const pageQuality = 5

// accepts reports whether the client takes an encoding.
func accepts(r *http.Request, encoding string) bool {
	any := false
	for name, q := range weights(r.Header.Get("Accept-Encoding")) {
		switch name {
		case encoding:
			return q > 0
		case "*":
			any = q > 0
		}
	}
	return any
}

// encode compresses the content.
func encode(content []byte, encoding string) ([]byte, error) {
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case identity:
		return content, nil
	case encodingBr:
		w = brotli.NewWriterLevel(&b, pageQuality)
	case encodingZip:
		w = gzip.NewWriter(&b)
	}
	if _, err := w.Write(content); err != nil {
		return nil, fmt.Errorf("compress as %s: %w", encoding, err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress as %s: %w", encoding, err)
	}
	return b.Bytes(), nil
}

// writeCompressed writes a whole response in the best encoding that the client takes.
func (s *server) writeCompressed(w http.ResponseWriter, r *http.Request, status int, content []byte) {
	encoding := identity
	for _, e := range []string{encodingZip, encodingBr} {
		if accepts(r, e) {
			encoding = e
		}
	}
	body, err := encode(content, encoding)
	if err != nil {
		s.config.Log.Error("write response", "path", r.URL.Path, "err", err)
		body, encoding = content, identity
	}
	if encoding != identity {
		w.Header().Set("Content-Encoding", encoding)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client has gone
	}
}
