package build

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/andybalholm/brotli"

	"asynctour/server/accept"
	"asynctour/server/fair"
	"asynctour/server/play"
)

// Handler answers POST /build: {"files":{"main.go":"…"},"trace":false,"lang":"en"}
// with the program as application/wasm, with 422 and a diagnostics object where
// it does not compile, or with an end object that says why not.
type Handler struct {
	Limits play.Limits
	// Build builds the files of a request, when the turn of its owner has come.
	Build   func(ctx context.Context, owner fair.Owner, req play.Request) ([]byte, []play.Diagnostic, error)
	Address func(*http.Request) string // the reader's network address
	Admit   func(address string) error // whether an address may build once more now; nil: it may
	Log     *slog.Logger
}

// ServeHTTP builds what the request holds.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	req, err := h.read(w, r)
	if err != nil {
		h.fail(w, req.Lang, err)
		return
	}
	owner := fair.Owner{Address: h.Address(r)}
	if h.Admit != nil {
		if err := h.Admit(owner.Address); err != nil {
			h.fail(w, req.Lang, err)
			return
		}
	}
	binary, items, err := h.Build(r.Context(), owner, req)
	if err != nil {
		if len(items) > 0 {
			answer(w, http.StatusUnprocessableEntity, play.Event{Kind: play.KindDiagnostics, Items: items})
			return
		}
		h.fail(w, req.Lang, err)
		return
	}
	send(w, r, binary)
}

// send answers with a binary, compressed where the page accepts it, as quickly
// as can be: over a network a third of the bytes saves more than the 20 ms that
// it costs. A write that fails means that the page is gone.
func send(w http.ResponseWriter, r *http.Request, binary []byte) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(sendTime))
	w.Header().Set("Content-Type", "application/wasm")
	w.Header().Set("Vary", "Accept-Encoding")
	var compressed io.WriteCloser
	switch accept.Encoding(r) {
	case accept.Brotli:
		w.Header().Set("Content-Encoding", "br")
		compressed = brotli.NewWriterV2(w, brotliQuality)
	case accept.Gzip:
		w.Header().Set("Content-Encoding", "gzip")
		compressed, _ = gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is a good one
	default:
		w.Header().Set("Content-Length", strconv.Itoa(len(binary)))
		w.Write(binary)
		return
	}
	compressed.Write(binary)
	compressed.Close()
}

// sendTime is how long a page may take to read its program: 2.5 MB at 8 KiB a second.
const sendTime = 6 * time.Minute

// brotliQuality compresses 2.5 MB in 22 ms, to 31 %; the next takes a fifth more
// time to save 6 % of that.
const brotliQuality = 1

// read reads and checks a request. The error is a *play.Fault.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) (req play.Request, err error) {
	// In JSON a byte of source can take six.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(6*h.Limits.Source+4<<10)))
	http.NewResponseController(w).SetReadDeadline(time.Time{}) // which was for the body, and would end the wait for a slot
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return req, play.Refuse("source", "kib", h.Limits.Source>>10, "got", "> "+strconv.Itoa(h.Limits.Source>>10))
	}
	if err != nil {
		return req, play.Refuse("frame", "detail", play.Quote(err.Error()))
	}
	if err := json.Unmarshal(body, &req); err != nil {
		return req, play.Refuse("frame", "detail", play.Quote(err.Error()))
	}
	return req, h.Limits.CheckFiles(req.Files)
}

// fail answers with the end that err is.
func (h *Handler) fail(w http.ResponseWriter, lang string, err error) {
	f := here(play.AsFault(err))
	status := http.StatusBadRequest
	switch {
	case f.Reason == play.ReasonBusy, f.Key == "refused.builder":
		status = http.StatusServiceUnavailable
	case f.Key == "refused.source":
		status = http.StatusRequestEntityTooLarge
	case f.Reason == play.ReasonInternal:
		status = http.StatusInternalServerError
		h.Log.Error("build failed", "err", err)
	}
	if items := f.Items(lang); items != nil {
		answer(w, http.StatusUnprocessableEntity, refusal{play.KindDiagnostics, items, f.Reason, f.Message(lang)})
		return
	}
	answer(w, status, play.Event{Kind: play.KindEnd, Reason: f.Reason, Message: f.Message(lang)})
}

// here returns a fault as it is told where pages build. Who runs a program on a busy
// server is sent to the browser; who builds for the browser is there already.
func here(f *play.Fault) *play.Fault {
	if f.Key == "busy" || f.Key == "busy.starts" {
		return &play.Fault{Reason: f.Reason, Key: f.Key + ".built", Args: f.Args}
	}
	return f
}

// A refusal is a diagnostics object that also says how the run ends, where that
// is not for the compiler's reasons.
type refusal struct {
	Kind    play.Kind         `json:"kind"`
	Items   []play.Diagnostic `json:"items"`
	Reason  play.Reason       `json:"reason"`
	Message string            `json:"message"`
}

func answer(w http.ResponseWriter, status int, what any) {
	body, err := json.Marshal(what)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(body)
}
