package store

import (
	"context"
	"io/fs"
	"strconv"
)

// Migrations are those of this release, and Migrate takes those of others.
var Migrations fs.FS = migrations

// Migrate takes the steps that a database has not yet taken.
func (s *Store) Migrate(ctx context.Context, from fs.FS) error { return s.migrate(ctx, from) }

// OpenEmpty opens a database without any tables, by the migrations that it is given.
func OpenEmpty(ctx context.Context, c Config, from fs.FS) (*Store, error) {
	return openWith(ctx, c, from)
}

// Limit has SQLite take its disk to be full after so many pages more; 0: never.
func (s *Store) Limit(pages int) error {
	var n int
	if err := s.write.QueryRow("pragma page_count").Scan(&n); err != nil {
		return err
	}
	if pages == 0 {
		n = 1 << 30
	}
	return s.write.QueryRow("pragma max_page_count=" + strconv.Itoa(n+pages)).Scan(&n)
}
