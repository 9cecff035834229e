package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"
)

const (
	// Kept is how long a class is kept after its end, or after the last that happened in one that nobody has ended.
	Kept = 30 * 24 * time.Hour
	// keepEvery is how often what is past that is looked for.
	keepEvery = time.Hour
)

// past is what retention deletes. $1 is the time before which a class has to have ended, or now for what expires.
var past = []struct{ what, query string }{
	{"classes", `delete from class where closed > 0 and closed < $1`},
	{"classes", `delete from class where closed = 0 and opened < $1
		and not exists (select 1 from member m where m.class = class.id and m.joined >= $1)
		and not exists (select 1 from member m join progress p on p.member = m.id where m.class = class.id and p.at >= $1)
		and not exists (select 1 from question q where q.class = class.id and q.asked >= $1)`},
	{"sessions", `delete from session where expires < $1`},
	{"links", `delete from claim where expires < $1`},
}

// Forget deletes what has been kept for as long as it may be, and returns how many classes those were.
func (s *Store) Forget(ctx context.Context) (classes int64, err error) {
	now := s.now()
	err = s.Write(ctx, func(tx *sql.Tx) error {
		classes = 0
		for _, one := range past {
			before := Micro(now)
			if one.what == "classes" {
				before = Micro(now.Add(-Kept))
			}
			result, err := tx.Exec(one.query, before)
			if err != nil {
				return fmt.Errorf("forget %s: %w", one.what, err)
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			if one.what == "classes" {
				classes += n
			}
		}
		return nil
	})
	if err == nil {
		err = s.shrink(ctx)
	}
	return classes, err
}

// Tend deletes what has been kept for long enough, now and every hour, until ctx ends.
func (s *Store) Tend(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		if classes, err := s.Forget(ctx); err != nil && ctx.Err() == nil {
			log.Error("classes that are to be deleted are there still", "err", err)
		} else if classes > 0 {
			log.Info("deleted classes that had ended long ago", "classes", classes, "days", int(Kept.Hours()/24))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// shrink has SQLite move its log into the database, where what is deleted is overwritten: else names would stand in the
// log until it comes round again.
func (s *Store) shrink(ctx context.Context) error {
	if s.postgres {
		return nil // its vacuum does so in its own time
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var busy, log, moved int
	// Readers may hold it up: the next time it succeeds.
	return s.fault(conn.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &log, &moved))
}
