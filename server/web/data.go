package web

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"

	"asynctour/server/accept"
)

// addData adds a value as a JSON file to k.files, for scripts that load it when it is needed. The file is named by what
// it is, a language or an exercise, and by its content; addData returns its path, which begins with dir.
func (k *content) addData(dir, what string, value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	name := dir + what + "-" + hash(data)[:8] + ".json"
	k.files[name] = data
	k.packs[name] = sync.OnceValues(func() ([]byte, error) {
		return encodeBy(data, accept.Brotli, brotli.BestCompression)
	})
	return name, nil
}

// data serves a file of addData.
func (s *server) data(w http.ResponseWriter, r *http.Request) {
	k := s.current(w)
	if k == nil {
		return
	}
	name := strings.TrimPrefix(r.URL.Path, s.config.Base)
	content, ok := k.files[name]
	if !ok {
		notOfThisRelease(w)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType(path.Base(name)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if accept.Encoding(r) == accept.Brotli {
		if packed, err := k.packs[name](); err == nil {
			writeEncoded(w, r, http.StatusOK, packed, accept.Brotli)
			return
		}
	}
	s.writeCompressed(w, r, http.StatusOK, content)
}
