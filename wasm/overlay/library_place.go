package overlay

import (
	"go/ast"
	"go/token"
)

// signalsNever has the goroutine that waits for signals wait for ever on wasm, where none comes. On wasip1 the stock one
// takes turn after turn, so that a program seems to compute, and is in no deadlock.
func signalsNever(t *tree) error {
	s, fn, err := t.fn("runtime/sigqueue.go", "signal_recv")
	if err != nil {
		return err
	}
	s.begin(fn, "if GOARCH == \"wasm\" {\n\t\tsig.state.Store(sigReceiving)\n\t\tblock()\n\t}")
	return nil
}

// linuxSignals gives js the signals of Linux, of which it has six.
func linuxSignals(t *tree) error {
	linux, err := t.open("syscall/zerrors_linux_amd64.go")
	if err != nil {
		return err
	}
	names, err := linux.literal("signals")
	if err != nil {
		return err
	}
	numbers := "const (\n"
	for _, spec := range linux.values("SIGABRT") {
		numbers += "\t" + linux.of(spec) + "\n"
	}
	s, err := t.open("syscall/syscall_js.go")
	if err != nil {
		return err
	}
	few, err := s.literal("signals")
	if err != nil {
		return err
	}
	for _, decl := range s.file.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.CONST && len(s.values("SIGCHLD")) > 0 &&
			gen.Specs[0] == s.values("SIGCHLD")[0] {
			s.replace(gen, numbers+")")
			s.replace(few, linux.of(names))
			return nil
		}
	}
	return s.moved("no const SIGCHLD")
}

// values returns the specifications of the declaration that has a name, nil if there is none.
func (s *source) values(name string) []ast.Spec {
	for _, decl := range s.file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range gen.Specs {
			if value, ok := spec.(*ast.ValueSpec); ok && value.Names[0].Name == name {
				return gen.Specs
			}
		}
	}
	return nil
}

// pollsYield has a select with a default, which a program may repeat until something has happened, give way to other
// goroutines on wasm, which cannot interrupt the loop: now and then, for most are no such loop.
func pollsYield(t *tree) error {
	for _, edit := range []struct{ file, fn, yields string }{
		{"runtime/chan.go", "selectnbsend", "yieldPoll()"},
		{"runtime/chan.go", "selectnbrecv", "yieldPoll()"},
		{"runtime/select.go", "selectgo", "if !block {\n\t\tyieldPoll()\n\t}"},
	} {
		s, fn, err := t.fn(edit.file, edit.fn)
		if err != nil {
			return err
		}
		s.begin(fn, edit.yields)
		if edit.fn == "selectgo" {
			s.insert(s.file, yieldPoll)
		}
	}
	return nil
}

const yieldPoll = `

// polls counts selects with a default.
var polls uint32

// yieldPoll gives way to other goroutines now and then, where it is a goroutine that polls: a timer does on the
// system's stack, and what holds the runtime's locks cannot.
func yieldPoll() {
	if GOARCH == "wasm" {
		if polls++; polls%64 != 0 {
			return
		}
		if gp := getg(); gp == gp.m.curg && gp.m.locks == 0 {
			Gosched()
		}
	}
}
`

// noNetwork has package net say that there is no network, of an address that is not the program's own and of a name that
// is not in /etc/hosts. A resolver with a Dial of the program's own works as ever.
func noNetwork(t *tree) error {
	s, fn, err := t.fn("net/ipsock_posix.go", "internetSocket")
	if err != nil {
		return err
	}
	s.begin(fn, "if mode == \"dial\" && !isOwn(raddr) {\n\t\treturn nil, noNetwork{}\n\t}")
	s.insert(s.file, noNetworkError)
	for _, edit := range []struct{ file, fn, returns string }{
		{"net/conf.go", "conf.hostLookupOrder", "hostLookupFiles, nil"},
		{"net/conf.go", "conf.addrLookupOrder", "hostLookupFiles, nil"},
		{"net/dnsclient_unix.go", "Resolver.lookup", `dnsmessage.Parser{}, "", newDNSError(errNoSuchHost, name, "")`},
	} {
		s, fn, err := t.fn(edit.file, edit.fn)
		if err != nil {
			return err
		}
		s.begin(fn, "if r == nil || r.Dial == nil {\n\t\treturn "+edit.returns+"\n\t}")
	}
	errors, err := t.open("net/net.go")
	if err != nil {
		return err
	}
	for _, spec := range errors.values("errNoSuchHost") {
		if value := spec.(*ast.ValueSpec); value.Names[0].Name == "errNoSuchHost" {
			errors.replace(value.Values[0], `&notFoundError{"no such host: there is no network here"}`)
			return nil
		}
	}
	return errors.moved("no var errNoSuchHost")
}

const noNetworkError = `

// isOwn reports whether an address is one that a program can reach: its own.
func isOwn(a sockaddr) bool {
	var ip IP
	switch a := a.(type) {
	case *TCPAddr:
		ip = a.IP
	case *UDPAddr:
		ip = a.IP
	case *IPAddr:
		ip = a.IP
	}
	return len(ip) == 0 || ip.IsLoopback() || ip.IsUnspecified()
}

// noNetwork is the error of an address that is not the program's own.
type noNetwork struct{}

func (noNetwork) Error() string { return "there is no network here" }

func (noNetwork) Is(target error) bool { return target == syscall.ENETUNREACH }
`

// inputAwaited has a native program report that it is about to wait for its standard input.
func inputAwaited(t *tree) error {
	s, fn, err := t.fn("syscall/syscall_unix.go", "Read")
	if err != nil {
		return err
	}
	read, err := s.stmt(fn, "n, err = read(fd, p)")
	if err != nil {
		return err
	}
	s.replace(read, "if fd == 0 {\n\t\treportInput()\n\t}\n\t"+s.of(read)+
		"\n\tif fd == 0 && n > 0 {\n\t\tinputRead.Add(int64(n))\n\t}")
	last, err := s.lastImport()
	if err != nil {
		return err
	}
	s.insert(last, "\n\t\"sync/atomic\"")
	s.insert(s.file, reportInput)
	return nil
}

const reportInput = `

// inputReports is the descriptor by which the guest of a gVisor sandbox receives how much a program has read of its
// standard input, each time that nothing more is there. It is no descriptor anywhere else.
const inputReports = 100

// inputRead is how much has been read of standard input, in bytes.
var inputRead atomic.Int64

func reportInput() {
	const fionread = 0x541b
	var ready int32
	_, _, err := RawSyscall(SYS_IOCTL, 0, fionread, uintptr(unsafe.Pointer(&ready)))
	if err == 0 && ready == 0 {
		n := inputRead.Load()
		Syscall(SYS_WRITE, inputReports, uintptr(unsafe.Pointer(&n)), unsafe.Sizeof(n))
	}
}
`
