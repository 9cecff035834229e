// Package programs plays small programs in all places where programs run: natively, by
// the go command, as the page does, and in the server's sandboxes. What each prints
// natively is what it has to print everywhere. A report of a program that does
// something else here becomes one more file in testdata.
package programs

import (
	"os"
	"testing"

	"asynctour/server/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { os.Exit(sandboxtest.Run(m)) }
