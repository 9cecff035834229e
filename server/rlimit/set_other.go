//go:build !linux

package rlimit

import (
	"time"

	"asynctour/server/play"
)

// ChildTime is the processor time of a child, which nothing else bounds.
func ChildTime(l play.Limits) time.Duration { return l.CPU }

// Set does nothing where a process cannot be limited from outside.
func (Table) Set(int) error { return nil }
