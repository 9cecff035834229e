package sandbox

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"asynctour/server/play"
)

func TestZZ(t *testing.T) {
	g := openGVisor(t, play.DefaultLimits())
	g.kept.most = 20
	binary := read(t, native(t))
	begun := time.Now()
	var wg sync.WaitGroup
	for c := range 8 {
		wg.Go(func() {
			for i := range 250 {
				in := play.NewInput(1 << 10)
				in.Send("echo\nhello\n")
				in.Close()
				ctx := play.WithOwner(t.Context(), play.Owner{Address: "a", Connection: uint64(c)})
				n := 0
				_, err := g.Run(ctx, play.Program{Binary: binary, Clock: play.Real}, in, func(c play.Chunk) { n++ })
				if err != nil || n != 1 {
					t.Error(c, i, err, n)
				}
			}
		})
	}
	wg.Wait()
	fmt.Println(time.Since(begun)/2000, g.count.Load())
}
