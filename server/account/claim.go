package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	"asynctour/server/store"
)

// linkTime is how long a link can be used.
const linkTime = 24 * time.Hour

// A Link makes an account, or signs in to one, once.
type Link struct {
	Name    string // of the account; "": whoever uses the link says it
	Role    Role
	Account string // the ID of one that there is already, whose Name and Role are those; "": a new one
}

// NewLink keeps the hash of a link's token, and returns the token: a link is /claim#TOKEN. What follows "#" no browser
// sends, so that no log of a proxy has it.
func NewLink(ctx context.Context, s *store.Store, l Link) (token string, err error) {
	if l.Name != "" {
		name, ok := cleanName(l.Name)
		if !ok {
			return "", fmt.Errorf("name %q: must be characters that are seen, %d at most", l.Name, maxName)
		}
		l.Name = name
	}
	token = store.Token()
	err = s.Write(ctx, func(tx *sql.Tx) error {
		if l.Account != "" {
			account, err := find(tx, l.Account)
			if errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("there is no account %q", l.Account)
			} else if err != nil {
				return err
			}
			l.Role = account.Role
		}
		return addLink(tx, s, token, l)
	})
	return token, err
}

func addLink(tx *sql.Tx, s *store.Store, token string, l Link) error {
	_, err := tx.Exec(`insert into claim (hash, name, role, account, created, expires, used)
		values ($1, $2, $3, $4, $5, $6, 0)`, store.Hash(token), l.Name, l.Role.String(),
		sql.NullString{String: l.Account, Valid: l.Account != ""}, s.Now(), s.Now()+linkTime.Microseconds())
	return err
}

// FirstLink returns the token of a link for the operator, as long as there is no account, and "" later. The one that it
// has returned before, and that nobody has used, is of no use any more.
func FirstLink(ctx context.Context, s *store.Store) (token string, err error) {
	err = s.Write(ctx, func(tx *sql.Tx) error {
		token = ""
		var accounts int
		if err := tx.QueryRow("select count(*) from account").Scan(&accounts); err != nil || accounts > 0 {
			return err
		}
		if _, err := tx.Exec("delete from claim where role = 'operator'"); err != nil {
			return err
		}
		token = store.Token()
		return addLink(tx, s, token, Link{Role: Operator})
	})
	return token, err
}

// claim makes the account of a link, or finds it, and signs in.
func (a *Accounts) claim(w http.ResponseWriter, r *http.Request) error {
	var sent struct{ Token, Name string }
	if err := read(r, &sent); err != nil {
		return err
	}
	address := a.config.Gate.Address(r)
	if wait := a.config.Guesses.Wait(address); wait > 0 {
		w.Header().Set("Retry-After", fmt.Sprint(int(wait/time.Second)+1))
		return &Fault{http.StatusTooManyRequests, "wait"}
	}
	if sent.Name == "" {
		sent.Name = texts[language(r)]["nameless"]
	}
	var account Account
	var cookie string
	err := a.config.Store.Write(r.Context(), func(tx *sql.Tx) (err error) {
		if account, err = a.use(tx, store.Hash(sent.Token), sent.Name); err != nil {
			return err
		}
		cookie, err = a.begin(tx, account)
		return err
	})
	if errors.Is(err, errNoLink) {
		a.config.Guesses.Wrong(address)
	}
	if err != nil {
		return err
	}
	setCookie(w, cookie)
	return a.answer(w, account)
}

var errNoLink = &Fault{http.StatusForbidden, "link"}

// use returns the account that a link is for. A link that is none, was used, or has expired gets the same answer.
func (a *Accounts) use(tx *sql.Tx, hash, name string) (Account, error) {
	var l Link
	var role string
	var id sql.NullString
	err := tx.QueryRow("select name, role, account from claim where hash = $1 and used = 0 and expires > $2", hash,
		a.config.Store.Now()).Scan(&l.Name, &role, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, errNoLink
	} else if err != nil {
		return Account{}, err
	}
	if l.Role, err = ParseRole(role); err != nil {
		return Account{}, err
	}
	if l.Name == "" && !id.Valid {
		var ok bool
		if l.Name, ok = cleanName(name); !ok {
			return Account{}, &Fault{http.StatusUnprocessableEntity, "name"}
		}
	}
	// Two who use it at once, on two servers: one of them changes the row.
	result, err := tx.Exec("update claim set used = $1 where hash = $2 and used = 0", a.config.Store.Now(), hash)
	if err != nil {
		return Account{}, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return Account{}, errors.Join(err, errNoLink)
	}
	if id.Valid {
		return find(tx, id.String)
	}
	return a.add(tx, l.Name, l.Role)
}
