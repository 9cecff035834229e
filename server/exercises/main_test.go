// Package exercises plays the lessons' exercises on whole servers: the start, the solution
// and the wrong programs of each, and programs that are handed in to deceive, or by mistake.
package exercises

import (
	"os"
	"testing"

	"asynctour/server/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { os.Exit(sandboxtest.Run(m)) }
