// Programs that readers write in the tests.
import assert from 'node:assert/strict';

/** Prints the words. */
export const greeting = (words) => `package main

import "fmt"

func main() {
	fmt.Println("${words}")
}
`;

/** Does not compile, for line 6, column 14. */
export const undeclared = `package main

import "fmt"

func main() {
	fmt.Println(missing)
}
`;

/** Prints words by a verb for numbers, on line 6, column 14, in a loop that defers, on line 8. */
export const doubtful = (words) => `package main

import "fmt"

func main() {
	fmt.Printf("%d\\n", "${words}")
	for range 2 {
		defer fmt.Println("deferred")
	}
}
`;

/** Computes without end, having said so. */
export const spinning = `package main

import "fmt"

func main() {
	fmt.Println("spinning")
	for {
	}
}
`;

/** Panics, two calls deep. */
export const panicking = `package main

import "fmt"

func main() {
	fmt.Println("before")
	deep()
}

//go:noinline
func deep() {
	panic("out of luck")
}
`;

/** Waits for itself. */
export const deadlocked = `package main

func main() {
	<-make(chan int)
}
`;

/** Prints long lines without end. */
export const chattering = `package main

import (
	"fmt"
	"strings"
)

func main() {
	for {
		fmt.Println(strings.Repeat("on and on, ", 200))
	}
}
`;

/** Asks for a name, and greets it. */
export const asking = `package main

import "fmt"

func main() {
	var name string
	fmt.Println("who is there?")
	fmt.Scanln(&name)
	fmt.Println("hello,", name)
}
`;

/** Prints its input, line by line, and at its end how many there were. It does not name what it reads by. */
export const quoting = `package main

import (
	"bufio"
	. "fmt"
	. "os"
)

func main() {
	n := 0
	for lines := bufio.NewScanner(Stdin); lines.Scan(); n++ {
		Printf("%q\\n", lines.Text())
	}
	Println(n, "lines")
}
`;

/** Prints a line, and waits for an hour: longer than any test, and than a server that ends lets it. */
export const waiting = 'package main\n\nimport "time"\n\nfunc main() {\n\tprintln("waiting")\n\ttime.Sleep(time.Hour)\n}\n';

/** Writes to a variable in two goroutines, on lines 12 and 15, with nothing between them. */
export const racing = `package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	last := 0
	wg.Go(func() {
		last = 1
	})
	wg.Go(func() {
		last = 2
	})
	wg.Wait()
	fmt.Println(last > 0)
}
`;

/** Prints what a terminal, a page or a decoder might obey. */
export const escaping = `package main

import "os"

func main() {
	os.Stdout.WriteString("\\x1b[2J\\x1b]0;owned\\x07<img src=x onerror=owned()><script>owned()</script>&lt;\\n")
	os.Stderr.WriteString("\\xff\\xc0\\xaf!\\u202e</div>\\n")
}
`;

/** Prints numbered lines, twenty a second, until it is stopped. */
export const counting = `package main

import (
	"fmt"
	"time"
)

func main() {
	for n := 1; ; n++ {
		fmt.Println("line", n)
		time.Sleep(50 * time.Millisecond)
	}
}
`;

/** Checks that an output consists of such lines, of which none is missing. Pages keep the last two thousand. */
export function assertCounted(output) {
	const numbers = Array.from(output.matchAll(/\d+/g), Number);
	assert.ok(numbers.length > 0);
	assert.equal(output, numbers.map((_, index) => `line ${numbers[0] + index}\n`).join(''));
}
