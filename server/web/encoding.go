package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/andybalholm/brotli"

	"asynctour/server/accept"
)

// pageQuality is the brotli quality of responses that are compressed per request.
const pageQuality = 5

// encode compresses the content of a response.
func encode(content []byte, encoding string) ([]byte, error) {
	return encodeBy(content, encoding, pageQuality)
}

// encodeBy compresses the content, brotli by that quality.
func encodeBy(content []byte, encoding string, quality int) ([]byte, error) {
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case accept.Identity:
		return content, nil
	case accept.Brotli:
		w = brotli.NewWriterLevel(&b, quality)
	case accept.Gzip:
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

const (
	// slowestRate is how fast a client has to read a response, in bytes a second: less than
	// the slowest mobile network takes.
	slowestRate = 8 << 10
	// slowestStart is the time that it has beside that.
	slowestStart = time.Minute
)

// setDeadline ends a response of size bytes, at the latest when a client that reads at
// slowestRate would have read it: one that reads next to nothing would hold the connection, and
// the content, for as long as it likes. The next request on the connection has no deadline.
func setDeadline(w http.ResponseWriter, size int64) {
	end := time.Now().Add(slowestStart + time.Duration(size/slowestRate)*time.Second)
	http.NewResponseController(w).SetWriteDeadline(end) // what cannot is no connection: a test's recorder
}

// writeCompressed writes a whole response in the best encoding that the client accepts.
func (s *server) writeCompressed(w http.ResponseWriter, r *http.Request, status int, content []byte) {
	encoding := accept.Encoding(r)
	body, err := encode(content, encoding)
	if err != nil {
		s.config.Log.Error("write response", "path", r.URL.Path, "err", err)
		body, encoding = content, accept.Identity
	}
	writeEncoded(w, r, status, body, encoding)
}

// writeEncoded writes a whole response that is in that encoding.
func writeEncoded(w http.ResponseWriter, r *http.Request, status int, body []byte, encoding string) {
	if encoding != accept.Identity {
		w.Header().Set("Content-Encoding", encoding)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	setDeadline(w, int64(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // an error means that the client is gone
	}
}
