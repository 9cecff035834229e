package gvisor

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"asynctour/server/fair"
	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/server/sandbox/sandboxtest"
)

// A fakeSpare is a sandbox that is none.
type fakeSpare struct {
	name         string
	killed, over atomic.Bool
}

func (f *fakeSpare) Dead() bool { return f.killed.Load() }
func (f *fakeSpare) End()       { f.over.Store(true) }

// TestKept has sandboxes kept, and looks which are given to whom and which have ended.
func TestKept(t *testing.T) {
	one, other := fair.Owner{Address: "a", Connection: 1}, fair.Owner{Address: "a", Connection: 2}
	for _, test := range []struct {
		name  string
		do    func(k *kept[*fakeSpare], all []*fakeSpare)
		taken string // whose sandbox one, who gives way as far as a crowd, gets then
		ended string
	}{
		{"its own", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], other, 0)
			k.put(all[1], one, 0)
		}, "1", ""},
		{"another's", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], other, 0)
		}, "", ""},
		{"it gives way further", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], one, nice.Computing)
		}, "", ""},
		{"it gives way as far", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], one, nice.Crowded)
		}, "0", ""},
		{"one is dead", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], one, 0)
			k.put(all[1], one, 0)
			all[0].killed.Store(true)
		}, "1", "0"},
		{"too many", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], one, 0)
			k.put(all[1], one, 0)
			k.put(all[2], other, 0)
		}, "1", "0"},
		{"it has left", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], one, 0)
			k.put(all[1], other, 0)
			k.forget(one)
		}, "", "0"},
		{"too late", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], one, 0)
			time.Sleep(keptTime) // by a clock that is not real
		}, "", "0"},
		{"closed", func(k *kept[*fakeSpare], all []*fakeSpare) {
			k.put(all[0], one, 0)
			k.close()
			k.put(all[1], one, 0)
		}, "", "01"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &kept[*fakeSpare]{most: 2}
				all := []*fakeSpare{{name: "0"}, {name: "1"}, {name: "2"}}
				test.do(k, all)
				synctest.Wait()
				got := ""
				if s, ok := k.take(one, nice.Crowded); ok {
					got = s.name
				}
				if got != test.taken {
					t.Errorf("taken was %q, want %q", got, test.taken)
				}
				synctest.Wait()
				ended := ""
				for _, s := range all {
					if s.over.Load() {
						ended += s.name
					}
				}
				if ended != test.ended {
					t.Errorf("ended have %q, want %q", ended, test.ended)
				}
				k.close()
			})
		})
	}
}

// TestKeeps runs programs of readers and looks which of their sandboxes are
// kept, and that nothing of a program reaches the next one.
func TestKeeps(t *testing.T) {
	limits := sandboxtest.Unhurried()
	g, binary := open(t, limits), sandboxtest.Read(t, sandboxtest.Native(t))
	run := func(owner fair.Owner, input string, want string) {
		t.Helper()
		in := play.NewInput(limits.Stdin)
		if err := in.Send(input); err != nil {
			t.Fatal(err)
		}
		in.Close()
		var got sandboxtest.Transcript
		if _, err := g.Run(t.Context(), fair.Job{Owner: owner},
			sandbox.Program{Binary: binary, Clock: play.ClockReal}, in, got.Add); err != nil {
			t.Fatal(err)
		}
		if text := got.Text(""); text != want {
			t.Errorf("a program printed %q, want %q", text, want)
		}
	}
	keptFor := func(owner fair.Owner) *box {
		i := slices.IndexFunc(g.kept.all, func(o *keptOne[*box]) bool { return o.owner == owner })
		if i < 0 {
			return nil
		}
		return g.kept.all[i].sandbox
	}
	one, other := fair.Owner{Address: "a", Connection: 1}, fair.Owner{Address: "a", Connection: 2}

	unread := strings.Repeat("unread\n", limits.Stdin/8)
	run(one, "exit\n"+unread, "")
	first := keptFor(one)
	if first == nil {
		t.Fatal("it is not kept")
	}
	run(one, "echo\nhello\n", "you said hello\n")
	if keptFor(one) != first || first.programs != 2 {
		t.Errorf("the sandbox has run %d programs, and the next one was given another", first.programs)
	}
	run(other, "echo\nhello\n", "you said hello\n")
	if b := keptFor(other); b == nil || b == first {
		t.Error("another reader has got the sandbox, or none is kept for him")
	}

	ctx, stop := context.WithCancel(t.Context())
	in := play.NewInput(limits.Stdin)
	if err := in.Send("sleep\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Run(ctx, fair.Job{Owner: one}, sandbox.Program{Binary: binary, Clock: play.ClockReal}, in,
		func(sandbox.Chunk) { stop() }); err == nil {
		t.Error("it was not stopped")
	}
	if keptFor(one) != nil {
		t.Error("the sandbox of a program that was stopped is kept")
	}
}

// TestKeepsLong runs so many programs in one sandbox that its guest needs more
// processor time than a program may have.
func TestKeepsLong(t *testing.T) {
	limits := sandboxtest.Unhurried()
	limits.CPU = time.Second
	// It takes in much of what it is given, most of which nobody looks at.
	g, binary := open(t, limits), append(sandboxtest.Read(t, sandboxtest.Native(t)), make([]byte, 20<<20)...)
	for n := range mostPrograms / 4 {
		in := play.NewInput(limits.Stdin)
		if err := in.Send("exit\n"); err != nil {
			t.Fatal(err)
		}
		in.Close()
		facts, err := g.Run(t.Context(), fair.Job{}, sandbox.Program{Binary: binary, Clock: play.ClockReal}, in,
			func(sandbox.Chunk) {})
		if err != nil || facts.Code != 3 {
			t.Fatalf("program %d: %+v, %v", n, facts, err)
		}
	}
}
