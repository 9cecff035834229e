package store_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"asynctour/server/store"
	"asynctour/server/store/storetest"
)

// upTo returns the migrations of this release up to a version.
func upTo(t *testing.T, version int) fs.FS {
	t.Helper()
	names, err := fs.Glob(store.Migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	some := fstest.MapFS{}
	for _, name := range names[:version] {
		text, err := fs.ReadFile(store.Migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		some[name] = &fstest.MapFile{Data: text}
	}
	return some
}

// TestMigrations has the database of each earlier release, with rows of that release, become that of this one.
func TestMigrations(t *testing.T) {
	names, err := fs.Glob(store.Migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var want []string // a database that is new
	for version := len(names); version >= 0; version-- {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, c store.Config) {
				old, err := store.OpenEmpty(t.Context(), c, upTo(t, version))
				if err != nil {
					t.Fatal(err)
				}
				if version > 0 {
					fill(t, old, version)
				}
				if err := old.Close(); err != nil {
					t.Fatal(err)
				}
				s := storetest.Open(t, c)
				if version > 0 {
					count(t, s, version)
				}
				if got := storetest.Describe(t, s, c); want == nil {
					want = got
				} else if !slices.Equal(got, want) {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			})
		})
	}
}

// rowsOf returns the statements that fill the database of a version.
func rowsOf(t *testing.T, version int) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("rows-%04d.sql", version)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fill writes rows of each table, as an earlier release has.
func fill(t *testing.T, s *store.Store, version int) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(rowsOf(t, version))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// count looks for what fill has written.
func count(t *testing.T, s *store.Store, version int) {
	t.Helper()
	text := rowsOf(t, version)
	rows := map[string]int{}
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, "insert into "); ok {
			rows[strings.Fields(rest)[0]]++
		}
	}
	for table, n := range rows {
		if got := storetest.Rows(t, s, "select cast(count(*) as text) from "+table); got[0] != fmt.Sprint(n) {
			t.Errorf("%s has %s rows, want %d", table, got[0], n)
		}
	}
}

// TestMigrationFaults takes migrations that fail, and those of a release that is later than this one.
func TestMigrationFaults(t *testing.T) {
	good, bad := "create table one (id text primary key);", "create table two (id text primary key); insert into nowhere values (1);"
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	first := fstest.MapFS{"migrations/0001_one.sql": file(good)}
	faulty := fstest.MapFS{"migrations/0001_one.sql": file(good), "migrations/0002_two.sql": file(bad)}
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s, err := store.OpenEmpty(t.Context(), c, first)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		before := storetest.Describe(t, s, c)
		if err := s.Migrate(t.Context(), faulty); err == nil || !strings.Contains(err.Error(), "0002_two.sql: ") {
			t.Errorf("a faulty step: %v", err)
		}
		if after := storetest.Describe(t, s, c); !slices.Equal(before, after) {
			t.Errorf("a step that has failed left %q of %q", after, before)
		}
		if err := s.Migrate(t.Context(), fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "of a later release") {
			t.Errorf("a later database: %v", err)
		}
		misnamed := fstest.MapFS{"migrations/0002_two.sql": file(good)}
		if err := s.Migrate(t.Context(), misnamed); err == nil || !strings.Contains(err.Error(), "must begin with 0001_") {
			t.Errorf("a step is missing: %v", err)
		}
	})
}
