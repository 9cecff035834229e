package gvisor

import (
	"os"
	"testing"

	"asynctour/server/clean"
	"asynctour/server/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { os.Exit(clean.Run(m, sandboxtest.Remove)) }
