package main

import (
	"net"
	"strings"
	"testing"
)

// TestOpener names the program of each system.
func TestOpener(t *testing.T) {
	display := func(string) string { return ":0" }
	none := func(string) string { return "" }
	for _, test := range []struct {
		goos string
		env  func(string) string
		want string
	}{
		{"windows", none, "rundll32 url.dll,FileProtocolHandler"}, {"darwin", none, "open"},
		{"linux", display, "xdg-open"}, {"freebsd", display, "xdg-open"},
	} {
		name, args, err := opener(test.goos, test.env)
		if got := strings.Join(append([]string{name}, args...), " "); err != nil || got != test.want {
			t.Errorf("on %s a browser is opened by %q, %v, want %q", test.goos, got, err, test.want)
		}
	}
	if _, _, err := opener("linux", none); err == nil {
		t.Error("without a display a browser is opened")
	}
}

func TestHomeAddress(t *testing.T) {
	for _, test := range []struct{ at, base, want string }{
		{"127.0.0.1:8080", "/", "http://127.0.0.1:8080/"},
		{"127.0.0.1:8080", "", "http://127.0.0.1:8080/"},
		{"[::]:9000", "/course/", "http://localhost:9000/course/"},
		{"0.0.0.0:9000", "/", "http://localhost:9000/"},
		{"[::1]:9000", "/", "http://[::1]:9000/"},
	} {
		at, err := net.ResolveTCPAddr("tcp", test.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := homeAddress(at, test.base); got != test.want {
			t.Errorf("for %s and the base %q a browser gets %s, want %s", test.at, test.base, got, test.want)
		}
	}
}

// TestListen has a taken port: it is an error where it was chosen, and else another one does.
func TestListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, o := range []options{{open: true, addrSet: true}, {}} {
		o.addr = taken.Addr().String()
		if l, err := listen(o); err == nil || !strings.Contains(err.Error(), "takes a free port") {
			t.Errorf("%+v: got %v, %v", o, l, err)
		}
	}
	other, err := listen(options{addr: taken.Addr().String(), open: true})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if other.Addr().String() == taken.Addr().String() {
		t.Error("two servers listen on the same port")
	}
}
