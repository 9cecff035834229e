package faults

import (
	"os"
	"testing"

	"asynctour/server/servertest"
)

func TestMain(m *testing.M) { os.Exit(servertest.Run(m)) }
