package account

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"asynctour/server/store"
)

const (
	// cookieName is the name of the cookie. With this prefix a browser takes it from a secure origin alone, for all of
	// its host and for no other.
	cookieName = "__Host-tour"
	// sessionTime is how long a browser stays signed in in which nobody does anything.
	sessionTime = 30 * 24 * time.Hour
	// renewEvery is after how long a session that is used gets all of its time again: not with every request, since that
	// is a write.
	renewEvery = 24 * time.Hour
)

// A session is a browser that is signed in.
type session struct {
	hash    string
	account Account
	expires int64
}

// session returns that of a request, or ErrSignedOut.
func (a *Accounts) session(r *http.Request) (s session, err error) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return session{}, ErrSignedOut
	}
	s.hash = store.Hash(cookie.Value)
	err = a.config.Store.Read(r.Context(), func(tx *sql.Tx) error {
		var id string
		err := tx.QueryRow("select account, expires from session where hash = $1 and expires > $2 and account is not null",
			s.hash, a.config.Store.Now()).Scan(&id, &s.expires)
		if err == nil {
			s.account, err = find(tx, id)
		}
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return session{}, ErrSignedOut
	}
	return s, err
}

// begin signs a browser in: token is its cookie, which is to be set when the transaction is committed.
func (a *Accounts) begin(tx *sql.Tx, account Account) (token string, err error) {
	token = store.Token()
	_, err = tx.Exec("insert into session (hash, account, expires) values ($1, $2, $3)", store.Hash(token), account.ID,
		a.config.Store.Now()+sessionTime.Microseconds())
	return token, err
}

// setCookie gives the browser its cookie, or takes it away if it is "".
func setCookie(w http.ResponseWriter, token string) {
	age := int(sessionTime / time.Second)
	if token == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: token, Path: "/", MaxAge: age, HttpOnly: true, Secure: true,
		SameSite: http.SameSiteLaxMode})
}

// renew gives a session all of its time again, once a day.
func (a *Accounts) renew(w http.ResponseWriter, r *http.Request, s session) error {
	now := a.config.Store.Now()
	if s.expires-now > (sessionTime - renewEvery).Microseconds() {
		return nil
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return ErrSignedOut
	}
	err = a.config.Store.Write(r.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec("update session set expires = $1 where hash = $2", now+sessionTime.Microseconds(), s.hash)
		return err
	})
	if err == nil {
		setCookie(w, cookie.Value)
	}
	return err
}

// signOut ends the session of a browser.
func (a *Accounts) signOut(w http.ResponseWriter, r *http.Request) error {
	s, err := a.session(r)
	if err == nil {
		err = a.end(r.Context(), s)
	}
	if err != nil && !errors.Is(err, ErrSignedOut) {
		return err
	}
	setCookie(w, "")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *Accounts) end(ctx context.Context, s session) error {
	return a.config.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("delete from session where hash = $1", s.hash)
		return err
	})
}
