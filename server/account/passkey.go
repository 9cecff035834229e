package account

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// maxPasskeys is how many passkeys an account has at most: one a device.
const maxPasskeys = 20

// A ceremony is the making of a passkey, or a signing in with one, of which the browser's half is still to come.
type ceremony struct {
	data    webauthn.SessionData
	account string // whose passkey it will be; "" while signing in
}

// A holder is an account with its passkeys, as go-webauthn wants it. An account's ID is what a passkey calls it by.
type holder struct {
	Account
	passkeys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.ID) }
func (h holder) WebAuthnName() string                       { return h.Name }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.passkeys }

// relying returns what passkeys are bound to: the host of the tour, as the request names it. An address in numbers
// can have none.
func (a *Accounts) relying(r *http.Request) (*webauthn.WebAuthn, error) {
	origin := a.origin(r)
	u, err := url.Parse(origin)
	if err != nil {
		return nil, &Fault{http.StatusBadRequest, "malformed"}
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil, &Fault{http.StatusUnprocessableEntity, "numbers"}
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Async Tour", RPOrigins: []string{origin}})
}

// beginPasskey answers with what a browser needs to make a passkey for who is signed in.
func (a *Accounts) beginPasskey(w http.ResponseWriter, r *http.Request) error {
	relying, err := a.relying(r)
	if err != nil {
		return err
	}
	account, err := a.Of(r)
	if err != nil {
		return err
	}
	h, err := a.holder(r.Context(), account.ID)
	if err != nil {
		return err
	}
	if len(h.passkeys) >= maxPasskeys {
		return &Fault{http.StatusConflict, "passkeys"}
	}
	options, data, err := relying.BeginRegistration(h,
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		}),
		webauthn.WithExclusions(webauthn.Credentials(h.passkeys).CredentialDescriptors()))
	if err != nil {
		return err
	}
	return a.begun(w, options.Response, ceremony{*data, account.ID})
}

// begun answers with the options of a ceremony, and the name that it has here until the browser answers.
func (a *Accounts) begun(w http.ResponseWriter, options any, c ceremony) error {
	return write(w, struct {
		Ceremony string `json:"ceremony"`
		Options  any    `json:"options"`
	}{a.ceremonies.add(c), options})
}

// answered reads what a browser has answered to a ceremony.
func (a *Accounts) answered(r *http.Request) (c ceremony, answer json.RawMessage, err error) {
	var sent struct {
		Ceremony string
		Answer   json.RawMessage
	}
	if err := read(r, &sent); err != nil {
		return ceremony{}, nil, err
	}
	c, ok := a.ceremonies.take(sent.Ceremony)
	if !ok {
		return ceremony{}, nil, &Fault{http.StatusConflict, "late"}
	}
	return c, sent.Answer, nil
}

// finishPasskey keeps the passkey that a browser has made.
func (a *Accounts) finishPasskey(w http.ResponseWriter, r *http.Request) error {
	relying, err := a.relying(r)
	if err != nil {
		return err
	}
	account, err := a.Of(r)
	if err != nil {
		return err
	}
	c, answer, err := a.answered(r)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil || c.account != account.ID {
		return &Fault{http.StatusBadRequest, "passkey"}
	}
	made, err := relying.CreateCredential(holder{Account: account}, c.data, parsed)
	if err != nil {
		return &Fault{http.StatusBadRequest, "passkey"}
	}
	text, err := json.Marshal(made)
	if err != nil {
		return err
	}
	err = a.config.Store.Write(r.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec("insert into passkey (id, account, credential, created, used) values ($1, $2, $3, $4, 0)",
			passkeyID(made.ID), account.ID, string(text), a.config.Store.Now())
		return err
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// askPasskey answers with what a browser needs to sign in with a passkey: any that it has for this host.
func (a *Accounts) askPasskey(w http.ResponseWriter, r *http.Request) error {
	relying, err := a.relying(r)
	if err != nil {
		return err
	}
	options, data, err := relying.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	return a.begun(w, options.Response, ceremony{data: *data})
}

// answerPasskey signs in who has signed with a passkey.
func (a *Accounts) answerPasskey(w http.ResponseWriter, r *http.Request) error {
	relying, err := a.relying(r)
	if err != nil {
		return err
	}
	c, answer, err := a.answered(r)
	if err != nil {
		return err
	}
	unknown := &Fault{http.StatusForbidden, "unknown"}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil || c.account != "" {
		return unknown
	}
	var ours error // of the database, as against the passkey's
	user, used, err := relying.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		h, err := a.holder(r.Context(), string(handle))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			ours = err
		}
		return h, err
	}, c.data, parsed)
	if ours != nil {
		return ours
	}
	if err != nil || used.Authenticator.CloneWarning {
		return unknown
	}
	account := user.(holder).Account
	return a.enter(w, r, account, func(tx *sql.Tx) error {
		text, err := json.Marshal(used) // it counts how often it has signed
		if err != nil {
			return err
		}
		_, err = tx.Exec("update passkey set credential = $1, used = $2 where id = $3 and account = $4", string(text),
			a.config.Store.Now(), passkeyID(used.ID), account.ID)
		return err
	})
}

// enter signs a browser in, with what is to be written beside.
func (a *Accounts) enter(w http.ResponseWriter, r *http.Request, account Account, beside func(*sql.Tx) error) error {
	var cookie string
	err := a.config.Store.Write(r.Context(), func(tx *sql.Tx) (err error) {
		if err = beside(tx); err == nil {
			cookie, err = a.begin(tx, account)
		}
		return err
	})
	if err != nil {
		return err
	}
	setCookie(w, cookie)
	return a.answer(w, account)
}

// holder returns an account with its passkeys; sql.ErrNoRows if there is none.
func (a *Accounts) holder(ctx context.Context, id string) (h holder, err error) {
	err = a.config.Store.Read(ctx, func(tx *sql.Tx) error {
		if h.Account, err = find(tx, id); err != nil {
			return err
		}
		rows, err := tx.Query("select credential from passkey where account = $1 order by created", id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			var one webauthn.Credential
			if err := json.Unmarshal([]byte(text), &one); err != nil {
				return err
			}
			h.passkeys = append(h.passkeys, one)
		}
		return rows.Err()
	})
	return h, err
}

// passkeyID returns a credential's ID as the database has it.
func passkeyID(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }
