package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

// A pipes is a listener for connections within this process.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{} }

// TestSlowReader has clients read an asset and a page too slowly, or not at all: they are cut. One that is slow, and
// reads, gets all of it, and then another response, however long it waits before.
func TestSlowReader(t *testing.T) {
	c := small(t)
	const size = 4 << 20
	c.Assets.(fstest.MapFS)["main-AB.js"] = &fstest.MapFile{Data: []byte(strings.Repeat("x", size))}
	delete(c.Assets.(fstest.MapFS), "main-AB.js.br")
	handler := newServer(t, c)
	synctest.Test(t, func(t *testing.T) {
		conns := make(pipes)
		server := &http.Server{Handler: handler}
		go server.Serve(conns)
		get := func(path string) (net.Conn, *bufio.Reader) {
			ours, theirs := net.Pipe()
			conns <- theirs
			io.WriteString(ours, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
			return ours, bufio.NewReader(ours)
		}
		for _, path := range []string{"/assets/main-AB.js", "/en/"} {
			conn, r := get(path)
			begun := time.Now()
			var err error
			for n := 0; err == nil; n++ {
				if n > size {
					t.Fatalf("%s: a client that reads a byte a second is served without end", path)
				}
				time.Sleep(time.Second)
				_, err = conn.Read(make([]byte, 1))
			}
			if took := time.Since(begun); took > time.Hour {
				t.Errorf("%s: it is cut after %v", path, took)
			}
			conn.Close()
			_ = r
		}
		conn, r := get("/assets/main-AB.js")
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for buf := make([]byte, 2*slowestRate); err == nil; {
			time.Sleep(time.Second)
			var n int
			n, err = io.ReadFull(resp.Body, buf)
			got += n
		}
		if got != size {
			t.Errorf("a slow client gets %d bytes of %d: %v", got, size, err)
		}
		time.Sleep(time.Hour)
		io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
		if resp, err = http.ReadResponse(r, nil); err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("an hour later it is answered with %v, %v", resp, err)
		}
		conn.Close()
		close(conns)
		server.Close()
		synctest.Wait()
	})
}
