package store

import "errors"

// Errors for which a caller has a sentence. Nothing of what failed with them is kept.
var (
	ErrFull = errors.New("the disk of the database is full")
	ErrGone = errors.New("the database cannot be reached")
)
