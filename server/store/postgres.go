package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// dialTime is how long a connection to PostgreSQL may take to be made.
const dialTime = 5 * time.Second

// openPostgres opens the database at c.URL.
func (s *Store) openPostgres(ctx context.Context, c Config) error {
	s.fault, s.snapshot = postgresFault, sql.LevelRepeatableRead
	config, err := pgx.ParseConfig(c.URL)
	if err != nil {
		return fmt.Errorf("-database: must be an address such as postgres://tour@localhost/tour: %w", err)
	}
	config.ConnectTimeout = dialTime
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "tour"
	}
	s.write, s.read = stdlib.OpenDB(*config), stdlib.OpenDB(*config)
	s.write.SetMaxOpenConns(1)
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return s.checkPostgres(ctx)
}

// checkPostgres fails for a database that may forget what it has acknowledged.
func (s *Store) checkPostgres(ctx context.Context) error {
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := s.write.QueryRowContext(ctx, "show "+name).Scan(&value); err != nil {
			return fmt.Errorf("-database: %w", s.fault(err))
		}
		if value == "off" {
			return fmt.Errorf("-database: it has %s = off, and so may forget what it has acknowledged: set it to on", name)
		}
	}
	return nil
}

// postgresFault adds to an error of the database what a caller may ask for: ErrFull, or ErrGone.
func postgresFault(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case e.Code == "53100":
			return fmt.Errorf("%w: %w", ErrFull, err)
		case strings.HasPrefix(e.Code, "08"), strings.HasPrefix(e.Code, "57P"), strings.HasPrefix(e.Code, "53"),
			strings.HasPrefix(e.Code, "58"), e.Code == "25006":
			return fmt.Errorf("%w: %w", ErrGone, err)
		}
		return err
	}
	_, dial := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	if dial || network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF") {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	return err
}
