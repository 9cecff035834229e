package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"asynctour/server/fair"
	"asynctour/server/play"
	"asynctour/server/sandbox"
)

// named is a TraceReader that has a name.
type named struct {
	TraceReader
	name string
}

// fakePlatform returns a platform whose parts say by an error, or as a binary, who
// they are.
func fakePlatform(name string, race bool) Platform {
	build := func(how string) Builder {
		return func(_ context.Context, _ fair.Job, files map[string]string) ([]byte, []play.Diagnostic, error) {
			if _, ok := files["trace"]; ok {
				how += ", traced"
			}
			return nil, nil, errors.New(name + how)
		}
	}
	p := Platform{
		Build:  build(""),
		Run:    says(name),
		Reader: func() TraceReader { return named{name: name} },
		Published: func(snippet string) []byte {
			if snippet == "parallel/one" {
				return []byte("published")
			}
			return nil
		},
	}
	if race {
		p.Race = build(" race")
	}
	return p
}

// says returns a Run that fails with a name.
func says(name string) sandbox.Run {
	return func(context.Context, fair.Job, sandbox.Program, *play.Input, func(sandbox.Chunk)) (sandbox.Facts, error) {
		return sandbox.Facts{}, errors.New(name)
	}
}

// TestPlan is the table of where programs run: published or edited, with a native
// platform or without, looked at for races, traced, and by which clock.
func TestPlan(t *testing.T) {
	edited := map[string]string{"main.go": "package main"}
	computing := map[string]string{"main.go": "//tour:compute\npackage main"}
	published := func(r play.Request) play.Request { r.Snippet = "x/y"; return r }
	const none = "no native platform"
	for _, test := range []struct {
		name   string
		native string // none, "native" or "native with race"
		req    play.Request
		want   string // how it is built; where it runs
	}{
		{"published", none, published(play.Request{}), "published"},
		{"published, native", "native", published(play.Request{}), "published"},
		{"published, about parallelism", none, play.Request{Snippet: "parallel/one"}, "published"},
		{"published, about parallelism, native", "native", play.Request{Snippet: "parallel/one"},
			"has published; native"},
		{"published, about parallelism, native, virtual", "native",
			play.Request{Snippet: "parallel/one", Clock: play.ClockVirtual}, "published"},
		{"published, traced", none, published(play.Request{Trace: true}),
			"module, traced; module; reads module; slow"},
		{"published, traced, native", "native", published(play.Request{Trace: true}),
			"native, traced; native; reads native"},
		{"published, race", none, published(play.Request{Race: true}), "refused.race"},
		{"published, race, native", "native with race", published(play.Request{Race: true}), "native race; native"},
		{"edited", none, play.Request{Files: edited}, "module; module; slow"},
		{"edited, native", "native", play.Request{Files: edited}, "native; native"},
		{"edited, native, virtual", "native", play.Request{Files: edited, Clock: play.ClockVirtual},
			"module; module; slow"},
		{"edited, native, slow", "native", play.Request{Files: edited, Clock: play.ClockSlow}, "module; module; slow"},
		{"edited, computing", none, play.Request{Files: computing}, "module; module; computes"},
		{"edited, traced, virtual, native", "native",
			play.Request{Files: edited, Trace: true, Clock: play.ClockVirtual},
			"module, traced; module; reads module; slow"},
		{"edited, race, no native", none, play.Request{Files: edited, Race: true}, "refused.race"},
		{"edited, race, no detector", "native", play.Request{Files: edited, Race: true}, "refused.race"},
		{"edited, race and trace", "native with race", play.Request{Files: edited, Race: true, Trace: true},
			"native race, traced; native; reads native"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := testEngine(t, nil)
			e.Published = func(string) sandbox.Run { return says("published") }
			e.Module = fakePlatform("module", false)
			e.Source = func(string) (map[string]string, bool) { return edited, true }
			e.Traced = func(files map[string]string) map[string]string {
				files = maps.Clone(files)
				files["trace"] = ""
				return files
			}
			if test.native != none {
				native := fakePlatform("native", test.native == "native with race")
				e.Native = func() *Platform { return &native }
			}
			if got := describe(e, test.req); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// describe says in short what e plans for a request.
func describe(e *Engine, req play.Request) string {
	p, _, err := e.plan(req, e.newChecking(req, nil))
	if err != nil {
		return play.AsFault(err).Key
	}
	var text string
	switch {
	case p.build != nil:
		_, _, err := p.build(context.Background(), fair.Job{}, p.files)
		text = fmt.Sprintf("%v; ", err)
	case p.program.Binary != nil:
		text = fmt.Sprintf("has %s; ", p.program.Binary)
	}
	_, err = p.run(context.Background(), fair.Job{}, p.program, nil, nil)
	text += err.Error()
	if p.reader != nil {
		text += "; reads " + p.reader().(named).name
	}
	if p.program.Computes {
		text += "; computes"
	}
	if p.slow && p.build != nil {
		text += "; slow"
	}
	return text
}

func TestComputes(t *testing.T) {
	if !computes(map[string]string{"main.go": "//tour:compute\npackage main"}) {
		t.Error("the directive was not seen")
	}
	if computes(map[string]string{"main.go": "package main // about //tour:compute"}) {
		t.Error("a mention was taken for the directive")
	}
}
