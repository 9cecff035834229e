// Package account knows the people who teach: it makes their accounts, signs them in, and says what they may do.
// Students have none.
//
//	GET  /claim         the page of a link that makes an account, once: /claim#TOKEN
//	POST /claim         what that page sends
//	GET  /sign-in       the page that signs in
//	POST /sign-out
//	GET  /api/account   who is signed in
//	…    /api/passkey/  a passkey is made, or signs in
//	GET  /oidc/         a provider of OpenID Connect signs in, if there is one
//
// There are no passwords. A browser that is signed in has a cookie, of which the database has the hash. What a page
// asks for with it has to come from a page of this server (http.CrossOriginProtection).
package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"asynctour/server/gate"
	"asynctour/server/store"
)

// A Role says what an account may do. A greater one may do all that a lesser one may.
type Role int

// Roles.
const (
	Everyone  Role = iota // signed in or not
	Learner               // a student of a class, who has no account
	Assistant             // helps in classes of others
	Teacher               // has classes
	Operator              // makes accounts
)

var roles = []string{"everyone", "learner", "assistant", "teacher", "operator"}

func (r Role) String() string { return roles[r] }

// ParseRole returns the role of an account.
func ParseRole(name string) (Role, error) {
	for role := Assistant; role <= Operator; role++ {
		if roles[role] == name {
			return role, nil
		}
	}
	return 0, fmt.Errorf("%q: must be operator, teacher or assistant", name)
}

// An Account is somebody who has signed in.
type Account struct {
	ID, Name string
	Role     Role
}

// maxName is how many characters a name has at most.
const maxName = 60

// A Config configures Accounts.
type Config struct {
	Store   *store.Store
	Base    string     // the start of all paths: "/" or "/course/async/"
	Origin  string     // of the tour, "https://example.org"; "": as each request names it
	Gate    *gate.Gate // says which address a request comes from
	OIDC    *Provider  // nil: nobody signs in elsewhere
	Log     *slog.Logger
	Guesses *gate.Guesses // counts links that are none
}

// Accounts are the accounts of a server.
type Accounts struct {
	config     Config
	cross      *http.CrossOriginProtection
	ceremonies pending[ceremony]
	elsewhere  pending[attempt]
	handler    http.Handler
}

// New returns the accounts of a store.
func New(c Config) (*Accounts, error) {
	a := &Accounts{config: c, cross: http.NewCrossOriginProtection()}
	if c.Origin != "" { // whatever Host a proxy makes of it
		if err := a.cross.AddTrustedOrigin(c.Origin); err != nil {
			return nil, fmt.Errorf("-origin %q: %w", c.Origin, err)
		}
	}
	a.cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, &Fault{http.StatusForbidden, "elsewhere"})
	}))
	a.handler = a.Mux(a.Routes())
	return a, nil
}

// Handler serves what the package's comment lists, beneath Config.Base.
func (a *Accounts) Handler() http.Handler { return a.handler }

// ErrSignedOut is the error of a request that no account makes.
var ErrSignedOut = errors.New("nobody is signed in")

// Of returns the account that makes a request; if there is none the error is ErrSignedOut.
func (a *Accounts) Of(r *http.Request) (Account, error) {
	s, err := a.session(r)
	return s.account, err
}

// add makes an account.
func (a *Accounts) add(tx *sql.Tx, name string, role Role) (Account, error) {
	account := Account{ID: store.ID(), Name: name, Role: role}
	_, err := tx.Exec("insert into account (id, name, role, created) values ($1, $2, $3, $4)", account.ID, name,
		role.String(), a.config.Store.Now())
	return account, err
}

// find returns an account by its ID; sql.ErrNoRows if there is none.
func find(tx *sql.Tx, id string) (Account, error) {
	account := Account{ID: id}
	var role string
	err := tx.QueryRow("select name, role from account where id = $1", id).Scan(&account.Name, &role)
	if err != nil {
		return Account{}, err
	}
	account.Role, err = ParseRole(role)
	return account, err
}

// An Entry is an account in a list.
type Entry struct {
	Account
	Passkeys  int
	Elsewhere int // providers that sign in to it
}

// List returns all accounts, by their names.
func List(ctx context.Context, s *store.Store) (all []Entry, err error) {
	err = s.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `select id, name, role, (select count(*) from passkey where account = account.id),
			(select count(*) from identity where account = account.id) from account order by name, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e Entry
			var role string
			if err := rows.Scan(&e.ID, &e.Name, &role, &e.Passkeys, &e.Elsewhere); err != nil {
				return err
			}
			if e.Role, err = ParseRole(role); err != nil {
				return err
			}
			all = append(all, e)
		}
		return rows.Err()
	})
	return all, err
}

// cleanName returns a name as it is kept: without spaces around it, and false for one that is empty, too long, or has
// characters that are not seen and change how others are.
func cleanName(name string) (string, bool) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) {
		return "", false
	}
	for _, c := range name {
		if !unicode.IsPrint(c) {
			return "", false
		}
	}
	return name, true
}

// show answers with who is signed in.
func (a *Accounts) show(w http.ResponseWriter, r *http.Request) error {
	account, err := a.Of(r)
	if err != nil {
		return err
	}
	return a.answer(w, account)
}

// answer answers with an account.
func (a *Accounts) answer(w http.ResponseWriter, account Account) error {
	return write(w, struct {
		Name string `json:"name"`
		Role string `json:"role"`
	}{account.Name, account.Role.String()})
}

// write answers with JSON.
func write(w http.ResponseWriter, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(data)
	return nil
}
