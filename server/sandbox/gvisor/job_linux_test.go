package gvisor

import (
	"bytes"
	"encoding/binary"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"testing"

	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// TestGuestFormat holds guestJob, and the guest's words, to those of the guest's own
// source, which is another program.
func TestGuestFormat(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "guest/main.go", GuestSource()["main.go"], 0)
	if err != nil {
		t.Fatal(err)
	}
	var theirs []string // fields of its job, with their types
	words := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if s, ok := n.Type.(*ast.StructType); ok && n.Name.Name == "job" {
				for _, f := range s.Fields.List {
					for _, name := range f.Names {
						theirs = append(theirs, name.Name+" "+f.Type.(*ast.Ident).Name)
					}
				}
			}
		case *ast.ValueSpec:
			for i, value := range n.Values {
				if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					words[n.Names[i].Name], _ = strconv.Unquote(literal.Value) // it parses
				}
			}
		}
		return true
	})
	var ours []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[guestJob]()) {
		ours = append(ours, f.Name+" "+f.Type.String())
	}
	if !reflect.DeepEqual(ours, theirs) {
		t.Errorf("a job is %q here, and %q in the guest", ours, theirs)
	}
	for name, want := range map[string]byte{"ready": guestReady, "started": guestStarted, "output": guestOutput,
		"faults": guestFaults, "awaits": guestAwaits, "ended": guestEnded, "killed": guestKilled} {
		if words[name] != string(want) {
			t.Errorf("%q is %q in the guest, and %q here", name, words[name], want)
		}
	}
}

// TestNewJob writes a job as the guest reads it: in fields of a size that does not
// depend on the machine.
func TestNewJob(t *testing.T) {
	l := play.DefaultLimits()
	var b bytes.Buffer
	if err := binary.Write(&b, binary.BigEndian, newJob(sandbox.Program{Binary: []byte("four"), Trace: true}, l)); err != nil {
		t.Fatal(err)
	}
	if size := binary.BigEndian.Uint64(b.Bytes()); size != 4 || b.Len() != 6*8+3 {
		t.Errorf("a job of %d bytes says %d", b.Len(), size)
	}
	if flags := b.Bytes()[4*8:][:2]; flags[0] != 0 || flags[1] != 1 {
		t.Errorf("its flags are %v, want that there is a trace, and no race detector", flags)
	}
	plain, racing := newJob(sandbox.Program{}, l), newJob(sandbox.Program{Race: true}, l)
	if racing.Space <= plain.Space || !racing.Race {
		t.Errorf("with the race detector a job is %+v, without %+v", racing, plain)
	}
}
