// Package store keeps what is to outlive the server: in SQLite, in a folder, or in PostgreSQL.
//
// Both run the same SQL, with $1 for the first parameter. Times are microseconds (Micro), tokens are kept as hashes
// (Hash). The tables are those of migrations/, which Open brings up to date; whose SQL it is to read and write them,
// is that of the package whose they are.
//
// Writes are committed in groups: one writer runs what has queued in one transaction, a savepoint each, and Write
// returns when that is on disk. Reads have connections of their own, and see what was committed before them.
package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"
)

// readers is how many reads there are at a time; others wait.
const readers = 8

// A Config says where a store is.
type Config struct {
	Dir  string           // the folder of the database of SQLite
	URL  string           // of a database of PostgreSQL, "postgres://…"; "": SQLite in Dir
	Now  func() time.Time // nil: time.Now

	Sole     bool // of SQLite: no other store that is sole may be open in Dir
	Existing bool // of SQLite: it is an error if there is no database in Dir
}

// A Store is an open database.
type Store struct {
	now   func() time.Time
	write *sql.DB // one connection
	read  *sql.DB
	lock  *sql.DB // what Config.Sole holds; nil without

	postgres bool
	fault    func(error) error  // adds ErrFull or ErrGone
	snapshot sql.IsolationLevel // in which a transaction sees the database as it is at one instant: SQLite's default

	queue chan *change
	stop  chan struct{}
	close sync.Once
	ended chan struct{} // closed when the writer has ended
}

// Open opens a database, makes it if it is SQLite's, and brings its tables up to date.
func Open(ctx context.Context, c Config) (*Store, error) { return openWith(ctx, c, migrations) }

// openWith opens a database whose tables are made by these migrations.
func openWith(ctx context.Context, c Config, steps fs.FS) (*Store, error) {
	s := &Store{now: c.Now, queue: make(chan *change, queueLength), stop: make(chan struct{}), ended: make(chan struct{})}
	if s.now == nil {
		s.now = time.Now
	}
	s.postgres = c.URL != ""
	open := s.openSQLite
	if s.postgres {
		open = s.openPostgres
	}
	err := open(ctx, c)
	if err == nil {
		err = s.migrate(ctx, steps)
	}
	if err != nil {
		return nil, errors.Join(err, s.closeAll())
	}
	go s.writer()
	return s, nil
}

// Close waits for what is being written, and closes the database. Later writes fail with ErrClosed.
func (s *Store) Close() (err error) {
	s.close.Do(func() {
		close(s.stop)
		<-s.ended
		err = s.closeAll()
	})
	return err
}

func (s *Store) closeAll() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write, s.lock} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Now returns the time of the store's clock, in microseconds.
func (s *Store) Now() int64 { return Micro(s.now()) }

// Read runs f in a transaction that only reads, and sees the database as it is at one instant.
func (s *Store) Read(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: s.snapshot, ReadOnly: true})
	if err != nil {
		return s.fault(fmt.Errorf("begin to read: %w", err))
	}
	defer tx.Rollback()
	return s.fault(f(tx))
}

// Micro returns a time as the database has it.
func Micro(t time.Time) int64 { return t.UnixMicro() }

// Time returns a time of the database.
func Time(micro int64) time.Time { return time.UnixMicro(micro).UTC() }

// ID returns a new random name, of 128 bits or more: 26 letters and digits.
func ID() string { return rand.Text() }

// Token returns a new secret, of 256 bits or more.
func Token() string { return rand.Text() + rand.Text() }

// Hash returns what is kept of a token.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
