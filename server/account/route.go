package account

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"asynctour/server/store"
)

// maxBody is how many bytes a page may send.
const maxBody = 64 << 10

// A Route is a pattern of http.ServeMux, without the base, and who may use it.
type Route struct {
	Pattern string // "POST /claim"
	Role    Role   // the least that may
	Serve   func(http.ResponseWriter, *http.Request) error
}

// Routes returns the routes of this package.
func (a *Accounts) Routes() []Route {
	return []Route{
		{"GET /claim", Everyone, a.page},
		{"POST /claim", Everyone, a.claim},
		{"GET /sign-in", Everyone, a.page},
		{"POST /sign-out", Everyone, a.signOut},
		{"GET /api/account", Assistant, a.show},
		{"POST /api/passkey/begin", Assistant, a.beginPasskey},
		{"POST /api/passkey/finish", Assistant, a.finishPasskey},
		{"POST /api/passkey/ask", Everyone, a.askPasskey},
		{"POST /api/passkey/answer", Everyone, a.answerPasskey},
		{"GET /oidc/start", Everyone, a.startElsewhere},
		{"GET /oidc/callback", Everyone, a.backFromElsewhere},
	}
}

// Mux returns a handler of routes: it lets nobody use one who may not, nor pages of other servers, keeps alive the
// sessions that are used, and answers an error with a sentence.
func (a *Accounts) Mux(routes []Route) http.Handler {
	mux := http.NewServeMux()
	for _, route := range routes {
		method, path, _ := strings.Cut(route.Pattern, " /")
		mux.HandleFunc(method+" "+a.config.Base+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-store")
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			if err := a.admit(w, r, route.Role); err != nil {
				a.fail(w, r, err)
			} else if err := route.Serve(w, r); err != nil {
				a.fail(w, r, err)
			}
		})
	}
	return a.cross.Handler(mux)
}

// admit returns nil for a request of somebody who has a role.
func (a *Accounts) admit(w http.ResponseWriter, r *http.Request, role Role) error {
	if role == Everyone {
		return nil
	}
	s, err := a.session(r)
	if err != nil {
		return err
	}
	if s.account.Role < role {
		return &Fault{http.StatusForbidden, "role"}
	}
	return a.renew(w, r, s)
}

// A Fault is what is answered to somebody who may not, or cannot, do something. Its sentences are in en.json and zh.json.
type Fault struct {
	Status int
	Key    string
}

func (f *Fault) Error() string { return texts["en"]["fault."+f.Key] }

// faultOf returns the fault to answer an error with, and whether that is one that the log should have.
func faultOf(err error) (fault *Fault, ours bool) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &fault):
		return fault, false
	case errors.Is(err, ErrSignedOut):
		return &Fault{http.StatusUnauthorized, "signedOut"}, false
	case errors.As(err, &tooLarge):
		return &Fault{http.StatusRequestEntityTooLarge, "malformed"}, false
	case errors.Is(err, store.ErrFull):
		return &Fault{http.StatusInsufficientStorage, "full"}, true
	case errors.Is(err, store.ErrGone):
		return &Fault{http.StatusServiceUnavailable, "gone"}, true
	}
	return &Fault{http.StatusInternalServerError, "internal"}, true
}

// fail answers with the sentence of an error.
func (a *Accounts) fail(w http.ResponseWriter, r *http.Request, err error) {
	fault, ours := faultOf(err)
	if ours && r.Context().Err() == nil {
		a.config.Log.Error("account", "route", r.Pattern, "err", err)
	}
	data, err := json.Marshal(map[string]string{"key": fault.Key, "text": texts[language(r)]["fault."+fault.Key]})
	if err != nil {
		panic(err) // two strings
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(fault.Status)
	w.Write(data)
}

// read reads what a page has sent.
func read(r *http.Request, v any) error {
	if err := json.NewDecoder(r.Body).Decode(v); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return err
		}
		return &Fault{http.StatusBadRequest, "malformed"}
	}
	return nil
}
