package store_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

// newest is the version of the newest rows in testdata.
const newest = 2

// TestBackup copies a database that is being written to, and opens the copy.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, store.Config{Dir: dir})
	fill(t, s, newest)
	copied := filepath.Join(t.TempDir(), "tour.db")
	err := s.Write(t.Context(), func(tx *sql.Tx) error { // the copy does not wait for a writer
		if err := insert("later")(tx); err != nil {
			return err
		}
		return s.Backup(t.Context(), copied)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), copied); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("over another file: %v", err)
	}
	restored := storetest.Open(t, store.Config{Dir: filepath.Dir(copied)})
	count(t, restored, newest)
	if got := accounts(t, restored); !slices.Equal(got, []string{"a1"}) {
		t.Errorf("the copy has %q, which was committed after it", got)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
}

// TestBackupPostgres says which programs copy that.
func TestBackupPostgres(t *testing.T) {
	s := storetest.Open(t, store.Config{URL: storetest.PostgreSQL(t).Database(t)})
	err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "copy"))
	if err == nil || !strings.Contains(err.Error(), "pg_dump") {
		t.Errorf("got %v", err)
	}
}

// TestExport exports what there is of each subject.
func TestExport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := storetest.Open(t, c)
		fill(t, s, newest)
		for _, test := range []struct {
			of   store.Subject
			id   string
			rows map[string]int
		}{
			{store.All, "", map[string]int{"account": 1, "identity": 1, "class": 1, "member": 2, "question": 1, "vote": 1,
				"hand": 1, "card": 1, "submission": 1, "progress": 1}},
			{store.Account, "a1", map[string]int{"account": 1, "identity": 1, "class": 1, "member": 2, "question": 1, "vote": 1,
				"hand": 1, "card": 1, "submission": 1, "progress": 1}},
			{store.Class, "K7QX2M", map[string]int{"class": 1, "member": 2, "question": 1, "vote": 1, "hand": 1, "card": 1,
				"submission": 1, "progress": 1}},
			{store.Member, "m1", map[string]int{"member": 1, "vote": 1, "hand": 1, "submission": 1, "progress": 1}},
			{store.Member, "m2", map[string]int{"member": 1}},
			{store.Class, "nowhere", map[string]int{}},
		} {
			var out bytes.Buffer
			if err := s.Export(t.Context(), &out, test.of, test.id); err != nil {
				t.Errorf("%s %s: %v", test.of, test.id, err)
			}
			for table, n := range test.rows {
				if got := strings.Count(out.String(), `"table":"`+table+`"`); got != n {
					t.Errorf("%s %s: %d rows of %s, want %d", test.of, test.id, got, table, n)
				}
			}
			total := 0
			for _, n := range test.rows {
				total += n
			}
			if got := strings.Count(out.String(), "\n"); got != total {
				t.Errorf("%s %s: %d rows, want %d:\n%s", test.of, test.id, got, total, out.String())
			}
		}
	})
}

// TestErase erases a student, a class and an account: nothing is left of them.
func TestErase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s := storetest.Open(t, c)
		fill(t, s, newest)
		for _, one := range []struct {
			of       store.Subject
			id, left string
		}{{store.Member, "m1", "Amber Heron"}, {store.Class, "K7QX2M", "Systems"}, {store.Account, "a1", "李老师"}} {
			if err := s.Erase(t.Context(), one.of, one.id); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := s.Export(t.Context(), &out, store.All, ""); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.String(), one.left) {
				t.Errorf("%s is erased, and there is still\n%s", one.id, out.String())
			}
			if c.URL == "" {
				mustLack(t, c.Dir, one.left)
			}
			if err := s.Erase(t.Context(), one.of, one.id); err == nil || !strings.Contains(err.Error(), "there is no") {
				t.Errorf("once more: %v", err)
			}
		}
		if got := storetest.Rows(t, s, "select hash from session"); len(got) > 0 {
			t.Errorf("sessions are left: %q", got)
		}
	})
}

// mustLack fails if a file in a folder contains a text.
func mustLack(t *testing.T, dir, text string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			t.Errorf("%s still contains %q", f.Name(), text)
		}
	}
}

// TestForget moves the clock past what is kept.
func TestForget(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		now := store.Time(1764547200000009) // that of the rows
		c.Now = func() time.Time { return now }
		s := storetest.Open(t, c)
		fill(t, s, newest)
		close := func(at time.Time) func(tx *sql.Tx) error {
			return func(tx *sql.Tx) error {
				_, err := tx.Exec("update class set closed = $1", store.Micro(at))
				return err
			}
		}
		forget := func(moved time.Duration, want int64) {
			t.Helper()
			now = now.Add(moved)
			if got, err := s.Forget(t.Context()); err != nil || got != want {
				t.Errorf("after %v: deleted %d, %v, want %d", moved, got, err, want)
			}
		}
		forget(store.Kept, 0) // something happened in it just then
		err := s.Write(t.Context(), close(now))
		if err != nil {
			t.Fatal(err)
		}
		forget(store.Kept, 0)
		if got := storetest.Rows(t, s, "select hash from session union select hash from claim"); len(got) > 0 {
			t.Errorf("these have expired: %q", got)
		}
		forget(time.Microsecond, 1)
		if got := storetest.Rows(t, s, "select id from member"); len(got) > 0 {
			t.Errorf("members are left: %q", got)
		}
		fillClass(t, s)
		forget(store.Kept, 1) // nobody has ended it, and nothing happened in it
	})
}

// fillClass writes a class in which there was nobody.
func fillClass(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec("insert into class values ('k2', 'K7QX2N', 'a1', '', 'en', 1764547200000009, 0, 0, 0, 0)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
