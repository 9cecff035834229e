package nice

import (
	"os"
	"testing"

	"asynctour/server/clean"
)

func TestMain(m *testing.M) { os.Exit(clean.Run(m)) }
