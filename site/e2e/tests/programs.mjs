// Programs that readers write in the tests.

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

/** Prints a line, and waits for longer than a server that ends lets it. */
export const waiting = 'package main\n\nimport "time"\n\nfunc main() {\n\tprintln("waiting")\n\ttime.Sleep(time.Minute)\n}\n';

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
