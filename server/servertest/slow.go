package servertest

import (
	"fmt"
	"strings"
)

// SlowToCompile returns declarations that keep the compiler busy for long: interfaces
// that embed two of the last kind, 30 times.
func SlowToCompile() string {
	var b strings.Builder
	b.WriteString("type i0 interface{ m() }\ntype j0 interface{ n() }\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, "type i%d interface{ i%d; j%d }\ntype j%d interface{ i%d; j%d }\n", i, i-1, i-1, i, i-1, i-1)
	}
	return b.String() + "func main() { var x i29; _ = x }"
}
