package host

import (
	"errors"
	"fmt"
	"os"

	"asynctour/server/rlimit"
)

const (
	// roomNeeded is how many bytes there have to be room for: a small program, built, takes more.
	roomNeeded = 1 << 20
	// filesNeeded is how many files a server for a class has open at a time.
	filesNeeded = 1024
)

// checks returns functions that return what is wrong with the folders that the host writes to,
// and with the number of files that it may have open. It goes on without, and slower.
func (h *Host) checks() []func() error {
	return []func() error{
		func() error {
			err := os.MkdirAll(h.config.Cache, 0o755)
			if err == nil {
				err = writable(h.config.Cache)
			}
			if err != nil {
				return fmt.Errorf("the cache folder cannot be written to, so that what is compiled is not kept "+
					"(-cache names another): %w", err)
			}
			return nil
		},
		func() error {
			if err := writable(os.TempDir()); err != nil {
				return fmt.Errorf("the temporary folder cannot be written to, so that programs are built elsewhere, "+
					"if at all (TMPDIR names another): %w", err)
			}
			return nil
		},
		func() error {
			if most := rlimit.Files(); most < filesNeeded {
				return fmt.Errorf("only %d files can be open at a time, and a run takes up to 20: a class needs %d "+
					"(ulimit -n, LimitNOFILE)", most, filesNeeded)
			}
			return nil
		},
	}
}

// writable returns why roomNeeded bytes cannot be written to a folder.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, "tour-room-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, roomNeeded))
	return errors.Join(err, f.Close())
}
