package store_test

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

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
