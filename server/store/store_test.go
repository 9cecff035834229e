package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

// TestMain lets the test's own executable be a server that is killed.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == clientsArg {
		if err := clients(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(storetest.Run(m))
}

// insert writes an account.
func insert(id string) func(tx *sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.Exec("insert into account values ($1, $2, 'teacher', 0)", id, "name of "+id)
		return err
	}
}

// accounts returns the ids of the accounts.
func accounts(t *testing.T, s *store.Store) []string {
	t.Helper()
	return storetest.Rows(t, s, "select id from account order by id")
}

// TestWrite writes what is read then, and after the store was opened again.
func TestWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s, err := store.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), insert("a")); err != nil {
			t.Fatal(err)
		}
		if got := accounts(t, s); !slices.Equal(got, []string{"a"}) {
			t.Errorf("got %q", got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), insert("b")); !errors.Is(err, store.ErrClosed) {
			t.Errorf("a write to a closed store: %v", err)
		}
		if got := accounts(t, storetest.Open(t, c)); !slices.Equal(got, []string{"a"}) {
			t.Errorf("opened again: got %q", got)
		}
	})
}

// TestGroup has many write at once, of whom every third fails, in one way or another: the others are not concerned.
func TestGroup(t *testing.T) {
	mine := errors.New("mine")
	faults := map[string]func(tx *sql.Tx) error{
		"an error": func(*sql.Tx) error { return mine },
		"a key that is there": func(tx *sql.Tx) error {
			_, err := tx.Exec("insert into account values ('there', '', 'teacher', 0)")
			return err
		},
		"an error of the database that nobody returns": func(tx *sql.Tx) error {
			tx.Exec("insert into nowhere values (1)")
			return mine
		},
		"a transaction that is ended": func(tx *sql.Tx) error { return tx.Rollback() },
	}
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := storetest.Open(t, c)
		if err := s.Write(t.Context(), insert("there")); err != nil {
			t.Fatal(err)
		}
		want := []string{"there"}
		for name, fault := range faults {
			var all sync.WaitGroup
			for i := range 60 {
				id := fmt.Sprintf("%s %d", name, i)
				if i%3 != 0 {
					want = append(want, id)
				}
				all.Go(func() {
					err := s.Write(t.Context(), func(tx *sql.Tx) error {
						if err := insert(id)(tx); err != nil || i%3 != 0 {
							return err
						}
						return fault(tx)
					})
					if (err != nil) != (i%3 == 0) {
						t.Errorf("%s: %v", id, err)
					}
				})
			}
			all.Wait()
		}
		slices.Sort(want)
		got := accounts(t, s)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("got %d accounts, want %d", len(got), len(want))
		}
	})
}

// TestPanic panics in a write: the caller gets it, and nobody else.
func TestPanic(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := storetest.Open(t, c)
		func() {
			defer func() {
				if p := recover(); p != "mine" {
					t.Errorf("the caller recovers %v", p)
				}
			}()
			s.Write(t.Context(), func(*sql.Tx) error { panic("mine") })
		}()
		if err := s.Write(t.Context(), insert("a")); err != nil {
			t.Error(err)
		}
	})
}

// TestGivenUp ends the context of a write that waits behind another: it is not done.
func TestGivenUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := storetest.Open(t, c)
		begun, end := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			s.Write(t.Context(), func(*sql.Tx) error { close(begun); <-end; return nil })
		})
		<-begun
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Write(ctx, insert("given up")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		close(end)
		all.Wait()
		if err := s.Write(t.Context(), insert("a")); err != nil {
			t.Error(err)
		}
		if got := accounts(t, s); !slices.Equal(got, []string{"a"}) {
			t.Errorf("got %q", got)
		}
	})
}

// TestReadOnly reads with SQL that writes.
func TestReadOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := storetest.Open(t, c)
		if err := s.Read(t.Context(), insert("a")); err == nil {
			t.Error("a read writes")
		}
	})
}

// TestSame compares the tables of both databases.
func TestSame(t *testing.T) {
	var tables [][]string
	storetest.Each(t, func(t *testing.T, c store.Config) {
		tables = append(tables, storetest.Describe(t, storetest.Open(t, c), c))
	})
	if len(tables) == 2 && !slices.Equal(tables[0], tables[1]) {
		t.Errorf("SQLite has\n%s\nand PostgreSQL\n%s", strings.Join(tables[0], "\n"), strings.Join(tables[1], "\n"))
	}
}

// TestSole opens one store of a folder for a server, a second one, and others beside it.
func TestSole(t *testing.T) {
	c := store.Config{Dir: t.TempDir(), Sole: true}
	first, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), c); err == nil || !strings.Contains(err.Error(), "another server has it open") {
		t.Errorf("a second server: %v", err)
	}
	beside := storetest.Open(t, store.Config{Dir: c.Dir})
	if err := errors.Join(beside.Write(t.Context(), insert("a")), first.Close()); err != nil {
		t.Error(err)
	}
	storetest.Open(t, c)
}
