package store_test

import (
	"database/sql"
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

// TestFull has the disk of the database be full: nothing is there by half, and when there is room again all goes on.
func TestFull(t *testing.T) {
	s := storetest.Open(t, store.Config{Dir: t.TempDir()})
	if err := errors.Join(s.Write(t.Context(), insert("before")), s.Limit(3)); err != nil {
		t.Fatal(err)
	}
	large := strings.Repeat("x", 100_000)
	err := s.Write(t.Context(), func(tx *sql.Tx) error {
		if err := insert("half")(tx); err != nil {
			return err
		}
		_, err := tx.Exec("insert into account values ('other half', $1, 'teacher', 0)", large)
		return err
	})
	if !errors.Is(err, store.ErrFull) {
		t.Errorf("got %v", err)
	}
	if got := accounts(t, s); !slices.Equal(got, []string{"before"}) {
		t.Errorf("got %q", got)
	}
	if err := errors.Join(s.Limit(0), s.Write(t.Context(), insert("after"))); err != nil {
		t.Error(err)
	}
}

// TestFullPostgres has PostgreSQL report the same.
func TestFullPostgres(t *testing.T) {
	s := storetest.Open(t, store.Config{URL: storetest.PostgreSQL(t).Database(t)})
	err := s.Write(t.Context(), func(tx *sql.Tx) error {
		if err := insert("half")(tx); err != nil {
			return err
		}
		_, err := tx.Exec("do $$ begin raise exception 'no space left' using errcode = 'disk_full'; end $$")
		return err
	})
	if got := accounts(t, s); !errors.Is(err, store.ErrFull) || len(got) > 0 {
		t.Errorf("got %v and %q", err, got)
	}
}

// TestGone stops PostgreSQL while one writes, and starts it again: the store is there again by itself.
func TestGone(t *testing.T) {
	server := storetest.PostgreSQL(t)
	s := storetest.Open(t, store.Config{URL: server.Database(t)})
	if err := s.Write(t.Context(), insert("before")); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"fast", "immediate"} {
		err := s.Write(t.Context(), func(tx *sql.Tx) error {
			if err := insert("half " + mode)(tx); err != nil {
				return err
			}
			return server.Stop(mode)
		})
		if !errors.Is(err, store.ErrGone) {
			t.Errorf("%s: a write that was under way: %v", mode, err)
		}
		if err := s.Write(t.Context(), insert("meanwhile")); !errors.Is(err, store.ErrGone) {
			t.Errorf("%s: a write: %v", mode, err)
		}
		if err := s.Read(t.Context(), func(*sql.Tx) error { return nil }); !errors.Is(err, store.ErrGone) {
			t.Errorf("%s: a read: %v", mode, err)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), insert("after "+mode)); err != nil {
			t.Errorf("%s: it is back: %v", mode, err)
		}
	}
	if got := accounts(t, s); !slices.Equal(got, []string{"after fast", "after immediate", "before"}) {
		t.Errorf("got %q", got)
	}
}

// TestSilent has PostgreSQL not answer any more, which no error reports: those who wait for it get one all the same.
func TestSilent(t *testing.T) {
	address, silence := silenceable(t, storetest.PostgreSQL(t))
	s, err := store.Open(t.Context(), store.Config{URL: address, Patience: storetest.Unhurried})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Write(t.Context(), insert("before")); err != nil {
		t.Fatal(err)
	}
	s.SetPatience(time.Second)
	speak := silence()
	if err := s.Write(t.Context(), insert("half")); !errors.Is(err, store.ErrGone) {
		t.Errorf("a write: %v", err)
	}
	read := func(tx *sql.Tx) error { _, err := tx.Query("select id from account"); return err }
	if err := s.Read(t.Context(), read); !errors.Is(err, store.ErrGone) {
		t.Errorf("a read: %v", err)
	}
	speak()
	s.SetPatience(storetest.Unhurried)
	if err := s.Write(t.Context(), insert("after")); err != nil {
		t.Errorf("it is back: %v", err)
	}
	if got := accounts(t, s); !slices.Equal(got, []string{"after", "before"}) {
		t.Errorf("got %q", got)
	}
}

// silenceable returns the address of an empty database, to which what is sent comes through a relay, and what has the
// relay keep back all until the function is called that it returns.
func silenceable(t *testing.T, server *storetest.Server) (address string, silence func() (speak func())) {
	t.Helper()
	u, err := url.Parse(server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	to := query.Get("host") + "/.s.PGSQL.5432"
	listener, err := net.Listen("unix", t.TempDir()+"/.s.PGSQL.5432")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.RWMutex
	var relays sync.WaitGroup
	relays.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			database, err := net.Dial("unix", to)
			if err != nil {
				client.Close()
				continue
			}
			for from, to := range map[net.Conn]net.Conn{client: database, database: client} {
				relays.Go(func() { relay(from, to, &open) })
			}
		}
	})
	t.Cleanup(func() {
		listener.Close()
		relays.Wait()
	})
	query.Set("host", filepath.Dir(listener.Addr().String()))
	u.RawQuery = query.Encode()
	return u.String(), func() func() { open.Lock(); return open.Unlock }
}

// relay passes on what comes, while open can be locked.
func relay(from, to net.Conn, open *sync.RWMutex) {
	defer to.Close()
	defer from.Close()
	for piece := make([]byte, 4096); ; {
		n, err := from.Read(piece)
		if err != nil {
			return
		}
		open.RLock()
		_, err = to.Write(piece[:n])
		open.RUnlock()
		if err != nil {
			return
		}
	}
}

// TestUnsafe opens databases that may forget what they have acknowledged, or that are none.
func TestUnsafe(t *testing.T) {
	server := storetest.PostgreSQL(t)
	address := server.Database(t)
	for want, url := range map[string]string{
		"-database: it has synchronous_commit = off": address + "&synchronous_commit=off",
		"-database: must be an address":              "postgres://tour:%zz@/",
		"-database: the database cannot be reached":  strings.Replace(address, "pg-", "pg-nowhere-", 1),
	} {
		s, err := store.Open(t.Context(), store.Config{URL: url})
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", url, err, want)
		}
	}
}
