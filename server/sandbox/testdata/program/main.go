// Program is what the tests of package sandbox run. The first line that it reads
// says what it does.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Scan()
	switch in.Text() {
	case "gather":
		var wg sync.WaitGroup
		for _, n := range []int{2, 1, 3} {
			wg.Go(func() {
				time.Sleep(time.Duration(n) * time.Second)
				fmt.Println(n)
			})
		}
		wg.Wait()
	case "panic":
		println("before")
		panic("oh")
	case "deadlock":
		<-make(chan int)
	case "exit":
		os.Exit(3)
	case "exit beyond a byte":
		os.Exit(256 + 3)
	case "depth":
		fmt.Println(depth(100_000))
	case "echo":
		for in.Scan() {
			fmt.Println("you said", in.Text())
		}
	case "ask":
		for range 2 {
			fmt.Print("name? ")
			in.Scan()
			fmt.Println("hello", in.Text())
		}
	case "memory":
		var all [][]byte
		for {
			all = append(all, make([]byte, 1<<20))
		}
	case "missing":
		_, err := os.ReadFile("no/such/file")
		_, err2 := os.Stdin.Stat()
		fmt.Println(errors.Is(err, fs.ErrNotExist), err2)
	case "look around":
		_, err := os.ReadFile("/etc/passwd")
		fmt.Println(err != nil, len(os.Environ()), os.WriteFile("x", nil, 0o600) != nil)
	case "recurse":
		fmt.Println(recurse(0))
	case "sleep":
		fmt.Println("started")
		time.Sleep(time.Hour)
	case "read":
		fmt.Println("started")
		in.Scan()
		fmt.Println("over")
	case "lines":
		for i := range 2000 {
			fmt.Println("line", i)
		}
		println("over")
	case "both streams":
		for i := range 1000 {
			fmt.Println(i)
			fmt.Fprintln(os.Stderr, i)
		}
	case "signal":
		self, err := os.FindProcess(os.Getpid())
		fmt.Println(err, self.Signal(syscall.SIGTERM))
		time.Sleep(time.Hour)
	case "late":
		lines := make(chan string)
		go func() {
			in.Scan()
			lines <- in.Text()
		}()
		select {
		case line := <-lines:
			fmt.Println("early:", line)
		case <-time.After(10 * time.Millisecond):
			fmt.Println("too late")
		}
		fmt.Println("then:", <-lines)
	case "spin":
		fmt.Println("started")
		for {
		}
	}
}

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return depth(n-1) + 1
}

func recurse(n int) int { return recurse(n+1) + 1 }
