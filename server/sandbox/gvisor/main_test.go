package gvisor

import (
	"os"
	"testing"

	"asynctour/server/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { os.Exit(sandboxtest.Run(m)) }
