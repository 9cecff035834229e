//go:build !linux

package main

import (
	"context"
	"log/slog"
)

// reapOrphans does nothing: only on Linux can this be found out without help.
func reapOrphans(context.Context, *slog.Logger, func(n int)) {}
