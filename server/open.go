package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// listen listens on addr. Where no caller has chosen addr, and another program listens there,
// any free port does: the browser is opened on the one that it is.
func listen(o options) (net.Listener, error) {
	listener, err := net.Listen("tcp", o.addr)
	if err == nil {
		return listener, nil
	}
	if o.open && !o.addrSet {
		if listener, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
			return listener, nil
		}
	}
	return nil, fmt.Errorf("-addr %q: %w (-addr 127.0.0.1:0 takes a free port)", o.addr, err)
}

// homeAddress returns the address of the home page, for a browser of this machine, where a
// server listens on at and has the base.
func homeAddress(at net.Addr, base string) string {
	host := at.String()
	if to, err := netip.ParseAddrPort(host); err == nil && to.Addr().IsUnspecified() {
		host = fmt.Sprintf("localhost:%d", to.Port())
	}
	return "http://" + host + "/" + strings.TrimPrefix(base, "/")
}

// openBrowser opens address in the reader's browser. That it cannot is a line on stderr, and
// no more: the reader can open it too.
func openBrowser(address string, stderr io.Writer) {
	name, args, err := opener(runtime.GOOS, os.Getenv)
	if err == nil {
		err = exec.Command(name, append(args, address)...).Run()
	}
	if err != nil {
		fmt.Fprintf(stderr, "tour: no browser could be opened: %v. Open %s in one.\n", err, address)
	}
}

// opener returns the program with which a system opens an address, and its arguments before
// that.
func opener(goos string, env func(string) string) (name string, args []string, err error) {
	switch goos {
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}, nil
	case "darwin":
		return "open", nil, nil
	}
	if env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == "" {
		// Without a display xdg-open could start a browser in this very terminal.
		return "", nil, errors.New("there is no display")
	}
	return "xdg-open", nil, nil
}
