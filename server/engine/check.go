package engine

import (
	"bytes"
	"crypto/rand"

	"asynctour/server/play"
	"asynctour/server/sandbox"
	"asynctour/wasm/testmain"
)

// Checks are the checks of an exercise.
type Checks struct {
	Source  string   // of its check_test.go
	Names   []string // in the order in which they are declared, and run
	Version string
}

// A checking turns the verdicts of a program's checks into events. A nil one does nothing.
type checking struct {
	secret  string   // begins each verdict in the program's output, up to the end of the line
	names   []string // of the checks that have not reported yet
	version string
	lang    string
	begun   bool // the program runs
	held    []byte
	emit    func(play.Event)
}

// newChecking returns the checking of a run, nil where no checks are asked for, or there are none.
func (e *Engine) newChecking(req play.Request, emit func(play.Event)) *checking {
	if !req.Check {
		return nil
	}
	checks, ok := e.Checks(req.Snippet)
	if !ok {
		return nil
	}
	names := checks.Names
	if req.Only != "" {
		names = []string{req.Only}
	}
	return &checking{secret: rand.Text(), names: names, version: checks.Version, lang: req.Lang, emit: emit}
}

// checked changes a plan to one that checks the program. items say where it does not parse.
func (e *Engine) checked(p *plan, req play.Request, c *checking) (items []play.Diagnostic, err error) {
	checks, _ := e.Checks(req.Snippet)
	if len(p.files) == 0 {
		p.files, _ = e.Source(req.Snippet)
	}
	p.program.Env = testmain.Environment(c.secret, req.Only, 1)
	p.files, items, err = testmain.Checked(p.files, checks.Source)
	return items, err
}

// begin notes that the program runs.
func (c *checking) begin() {
	if c != nil {
		c.begun = true
	}
}

// take takes what the program writes. It passes on all but the verdicts, which it emits.
func (c *checking) take(chunk sandbox.Chunk, pass func(sandbox.Chunk), flush func()) {
	if c == nil || chunk.Kind != play.KindStdout {
		pass(chunk)
		return
	}
	data := append(c.held, chunk.Data...)
	for {
		before, rest, found := bytes.Cut(data, []byte(c.secret))
		verdict, after, whole := bytes.Cut(rest, []byte("\n"))
		if !found || !whole {
			c.held = bytes.Clone(data[len(before)-begins(before, c.secret):])
			data = data[:len(data)-len(c.held)]
			break
		}
		if len(before) > 0 {
			chunk.Data = before
			pass(chunk)
		}
		flush()
		c.verdict(string(verdict))
		data = after
	}
	if len(data) > 0 {
		chunk.Data = data
		pass(chunk)
	}
}

// begins returns how many bytes at the end of text may be the beginning of secret.
func begins(text []byte, secret string) int {
	for n := min(len(text), len(secret)-1); n > 0; n-- {
		if bytes.HasSuffix(text, []byte(secret[:n])) {
			return n
		}
	}
	return 0
}

// verdict emits a verdict. They come in order.
func (c *checking) verdict(line string) {
	v := testmain.ParseVerdict(toValid([]byte(line)))
	if len(c.names) > 0 && v.Name == c.names[0] {
		c.report(v.OK, v.Text)
	}
}

// report emits the event of the next check.
func (c *checking) report(ok bool, text string) {
	c.emit(play.Event{Kind: play.KindCheck, Name: c.names[0], OK: ok, Text: text, Version: c.version})
	c.names = c.names[1:]
}

// rest returns what is held of the output although no verdict has come of it.
func (c *checking) rest() (data []byte) {
	if c != nil {
		data, c.held = c.held, nil
	}
	return data
}

// close emits the failures of the checks that have not reported before the run ended.
func (c *checking) close() {
	if c == nil {
		return
	}
	key := "check.ended"
	if !c.begun {
		key = "check.unstarted"
	}
	for len(c.names) > 0 {
		c.report(false, play.Message(c.lang, key))
		if c.begun {
			key = "check.unreached"
		}
	}
}
