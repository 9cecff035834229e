package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// fileName is the name of the database in Config.Dir. Beside it SQLite has tour.db-wal and tour.db-shm.
const fileName = "tour.db"

// patience is how many milliseconds SQLite waits for another process that writes: tour teacher, tour data.
const patience = "5000"

// openSQLite opens the database in c.Dir. All transactions of the writer begin with the lock, since one that reads
// first, and then finds another that has written, would fail whatever the patience.
func (s *Store) openSQLite(ctx context.Context, c Config) (err error) {
	s.fault = sqliteFault
	path := filepath.Join(c.Dir, fileName)
	if _, err := os.Stat(path); err != nil && c.Existing {
		return fmt.Errorf("-data %s: there is no database; tour serve makes it: %w", c.Dir, err)
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	sqlite.Fdatasync(true) // the length of the log is all that its commits need of what fsync writes beside
	if c.Sole {
		if err := s.lockDir(ctx, c.Dir); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite's own would be for all to read
	if err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	f.Close()
	pragmas := url.Values{
		"_txlock": {"immediate"}, "_busy_timeout": {patience}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"},
		"_foreign_keys": {"1"}, "_dqs": {"0"},
		"_pragma": {"secure_delete(1)"}, // what is deleted is overwritten
	}
	if s.write, err = sql.Open("sqlite", dsn(path, pragmas)); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := s.checkSQLite(ctx); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	pragmas.Set("_query_only", "1")
	if s.read, err = sql.Open("sqlite", dsn(path, pragmas)); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return nil
}

// dsn names a database to the driver.
func dsn(path string, values url.Values) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: values.Encode()}
	return u.String()
}

// checkSQLite fails for a database that would forget what it has acknowledged.
func (s *Store) checkSQLite(ctx context.Context) error {
	var journal string
	var synchronous int
	err := errors.Join(s.write.QueryRowContext(ctx, "pragma journal_mode").Scan(&journal),
		s.write.QueryRowContext(ctx, "pragma synchronous").Scan(&synchronous))
	if err != nil {
		return s.fault(err)
	}
	if journal != "wal" || synchronous != 2 {
		return fmt.Errorf("its journal is %q and synchronous is %d, where it has to be \"wal\" and 2: "+
			"is the folder on a file system of the network? -data has to name a local one", journal, synchronous)
	}
	return nil
}

// lockDir takes a lock on the folder, which the system takes back when this process ends.
func (s *Store) lockDir(ctx context.Context, dir string) (err error) {
	path := filepath.Join(dir, "serving.lock")
	// The lock of a transaction is kept after it, until the connection is closed.
	s.lock, err = sql.Open("sqlite", dsn(path, url.Values{"_pragma": {"locking_mode(exclusive)"}}))
	if err != nil {
		return err
	}
	s.lock.SetMaxOpenConns(1)
	if _, err = s.lock.ExecContext(ctx, "begin exclusive; commit"); sqliteCode(err) == sqlite3.SQLITE_BUSY {
		return fmt.Errorf("-data %s: another server has it open; several servers need -database", dir)
	}
	return err
}

// sqliteCode returns SQLite's code of an error, without its extension, or 0.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// sqliteFault adds to an error of the database what a caller may ask for: ErrFull, or ErrGone.
func sqliteFault(err error) error {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY,
		sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	return err
}
