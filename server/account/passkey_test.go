package account

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

// An authenticator makes passkeys and signs with them, as a security key does (WebAuthn, sections 6 and 8.7).
type authenticator struct {
	id      []byte
	key     *ecdsa.PrivateKey
	handle  string // whose key it is
	counter uint32
}

// Flags of what an authenticator has seen: somebody is there, who is the right one; and a key follows.
const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

var b64 = base64.RawURLEncoding

// clientData returns what a browser has the authenticator sign.
func clientData(kind, challenge, origin string) []byte {
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
	if err != nil {
		panic(err)
	}
	return data
}

// data returns the authenticator's own data, for a host.
func (a *authenticator) data(host string, flags byte) []byte {
	hash := sha256.Sum256([]byte(host))
	data := append(hash[:], flags)
	a.counter++
	return binary.BigEndian.AppendUint32(data, a.counter)
}

// create makes a passkey by the options of beginPasskey, and returns what a page sends.
func create(t *testing.T, options map[string]any, origin string) (*authenticator, map[string]any) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authenticator{id: make([]byte, 16), key: key, handle: options["user"].(map[string]any)["id"].(string)}
	rand.Read(a.id)
	public, err := key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		t.Fatal(err)
	}
	data := a.data(options["rp"].(map[string]any)["id"].(string), present|verified|attested)
	data = append(data, make([]byte, 16)...) // of no make
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id)))
	data = append(data, a.id...)
	// CBOR: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
	data = append(data, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32)
	data = append(data, public[1:33]...)
	data = append(data, 0x22, 0x58, 32)
	data = append(data, public[33:]...)
	// CBOR: {"fmt": "none", "attStmt": {}, "authData": data}
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	object = append(object, data...)
	return a, map[string]any{"id": b64.EncodeToString(a.id), "rawId": b64.EncodeToString(a.id), "type": "public-key",
		"clientExtensionResults": map[string]any{}, "response": map[string]any{
			"clientDataJSON":    b64.EncodeToString(clientData("webauthn.create", options["challenge"].(string), origin)),
			"attestationObject": b64.EncodeToString(object),
		}}
}

// sign signs by the options of askPasskey, and returns what a page sends.
func (a *authenticator) sign(t *testing.T, options map[string]any, origin string, flags byte) map[string]any {
	t.Helper()
	data := a.data(options["rpId"].(string), flags)
	client := clientData("webauthn.get", options["challenge"].(string), origin)
	clientHash := sha256.Sum256(client)
	hash := sha256.Sum256(append(data[:len(data):len(data)], clientHash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, hash[:])
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"id": b64.EncodeToString(a.id), "rawId": b64.EncodeToString(a.id), "type": "public-key",
		"clientExtensionResults": map[string]any{}, "response": map[string]any{
			"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
			"signature": b64.EncodeToString(signature), "userHandle": a.handle,
		}}
}

// options returns what a page is told, and the name of the ceremony.
func (b *browser) options(path string) (options map[string]any, ceremony any) {
	b.t.Helper()
	answer := b.want(200, "", "POST", path, nil)
	options, _ = answer["options"].(map[string]any)
	if options == nil {
		b.t.Fatalf("%s answers %v", path, answer)
	}
	return options, answer["ceremony"]
}

// TestPasskey makes a passkey, and signs in with it, and with what is none.
func TestPasskey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := open(t, c, nil)
		teacher := s.enter(t, Teacher)
		options, name := teacher.options("/api/passkey/begin")
		key, made := create(t, options, home)
		other := s.enter(t, Teacher)
		other.want(400, "passkey", "POST", "/api/passkey/finish", map[string]any{"ceremony": name, "answer": made})
		teacher.want(409, "late", "POST", "/api/passkey/finish", map[string]any{"ceremony": name, "answer": made})

		options, name = teacher.options("/api/passkey/begin")
		_, made = create(t, options, "https://evil.example")
		teacher.want(400, "passkey", "POST", "/api/passkey/finish", map[string]any{"ceremony": name, "answer": made})

		options, name = teacher.options("/api/passkey/begin")
		key, made = create(t, options, home)
		teacher.want(204, "", "POST", "/api/passkey/finish", map[string]any{"ceremony": name, "answer": made})
		options, _ = teacher.options("/api/passkey/begin")
		if excluded, _ := options["excludeCredentials"].([]any); len(excluded) != 1 {
			t.Errorf("one more on the same device: %v", options)
		}

		b := s.browser(t)
		answer := func(status int, fault string, change func(options, answer map[string]any) map[string]any) {
			t.Helper()
			options, name := b.options("/api/passkey/ask")
			answer := key.sign(t, options, home, present|verified)
			b.want(status, fault, "POST", "/api/passkey/answer",
				map[string]any{"ceremony": name, "answer": change(options, answer)})
		}
		stranger := &authenticator{id: key.id, handle: key.handle, counter: 100}
		var err error
		if stranger.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
		for what, change := range map[string]func(options, answer map[string]any) map[string]any{
			"another's key": func(o, _ map[string]any) map[string]any { return stranger.sign(t, o, home, present|verified) },
			"of another server": func(o, _ map[string]any) map[string]any {
				return key.sign(t, o, "https://evil.example", present|verified)
			},
			"nobody has verified": func(o, _ map[string]any) map[string]any { return key.sign(t, o, home, present) },
			"nobody's": func(_, answer map[string]any) map[string]any {
				answer["response"].(map[string]any)["userHandle"] = b64.EncodeToString([]byte("nobody"))
				return answer
			},
			"nothing": func(_, _ map[string]any) map[string]any { return nil },
		} {
			t.Log(what)
			answer(403, "unknown", change)
		}
		b.want(401, "signedOut", "GET", "/api/account", nil)
		answer(200, "", func(_, answer map[string]any) map[string]any { return answer })
		b.want(200, "", "GET", "/api/account", nil)
		key.counter -= 2 // a copy of the key signs, which counts for itself
		answer(403, "unknown", func(_, answer map[string]any) map[string]any { return answer })
		if got := storetest.Rows(t, s.store, "select account from passkey where used > 0"); len(got) != 1 {
			t.Errorf("used: %q", got)
		}
	})
}

// TestNumbers asks for a passkey at an address that has no name.
func TestNumbers(t *testing.T) {
	s := openSQLite(t)
	s.config.Origin = s.server.URL
	s.browser(t).want(422, "numbers", "POST", "/api/passkey/ask", nil)
}
