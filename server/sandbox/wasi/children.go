package wasi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"asynctour/server/fair"
	"asynctour/server/nice"
	"asynctour/server/play"
	"asynctour/server/proc"
	"asynctour/server/rlimit"
	"asynctour/server/sandbox"
)

// Children runs programs in wazero, each in a process of its own. It keeps a few
// processes started ahead, so that a run need not wait for one.
type Children struct {
	program string // the tour's own executable
	zones   string
	limits  play.Limits
	pool    *sandbox.Pool[*child]
}

// NewChildren returns Children that starts program, with ChildArg, and keeps
// spare processes ready. zones is the path of the zoneinfo.zip that Go comes with; ""
// where there is none.
func NewChildren(program, zones string, spare int, limits play.Limits) (*Children, error) {
	c := &Children{program: program, zones: zones, limits: limits}
	var err error
	c.pool, err = sandbox.NewPool(spare, c.start)
	return c, err
}

// A child is a process that waits for a job or runs one.
type child struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout io.ReadCloser
	stderr tail

	reports *json.Decoder // of stdout
}

// start starts a process.
func (c *Children) start() (*child, error) {
	p := &child{cmd: exec.Command(c.program, ChildArg)}
	p.cmd.Env = []string{}
	p.cmd.Dir = filepath.Dir(c.program) // which there is, whatever else a machine does without
	p.cmd.Stderr = &p.stderr
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err == nil {
		p.stdout, err = p.cmd.StdoutPipe()
	}
	if err != nil {
		p.cmd.Err = err // with which Start does nothing but close the pipes
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", sandbox.ErrStart, err)
	}
	p.reports = json.NewDecoder(p.stdout)
	return p, nil
}

// Run is a sandbox.Run for programs that come with their binary.
func (c *Children) Run(ctx context.Context, job fair.Job, program sandbox.Program, in *play.Input,
	out func(sandbox.Chunk)) (sandbox.Facts, error) {
	if err := c.pool.Enter(); err != nil {
		return sandbox.Facts{}, err
	}
	defer c.pool.Leave()
	p, err := c.pool.Take(0)
	if err != nil {
		return sandbox.Facts{}, err
	}
	if job.Crowded() {
		nice.Set(p.cmd.Process.Pid, nice.Crowded)
	}
	defer func() { go c.pool.Refill() }()
	killed := sandbox.AtEnd(ctx, func() { p.cmd.Process.Kill() })
	defer killed()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		p.send(program, c.zones, c.limits, in)
	}()
	facts, spent, reportErr := p.receive(c.limits, out)
	p.stdin.Close()
	in.Close()
	<-sent
	if reportErr != nil {
		p.cmd.Process.Kill()
	}
	waitErr := p.cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return facts, ctx.Err()
	case reportErr == nil:
		return facts, nil
	case spent > 0:
		facts.Signal, facts.CPU = int(syscall.SIGKILL), spent
		return facts, nil
	case p.cpu() >= rlimit.ChildTime(c.limits):
		facts.Signal, facts.CPU = int(syscall.SIGKILL), p.cpu()
		return facts, nil
	case strings.Contains(p.stderr.String(), "out of memory"): // says the engine's own runtime
		facts.Code, facts.Memory = p.cmd.ProcessState.ExitCode(), true
		return facts, nil
	}
	return facts, fmt.Errorf("sandbox: %w (%v) %s", reportErr, waitErr, p.stderr.String())
}

// send gives the process its job and then what its program is to read. What is there
// already goes with the job: a program could otherwise find, by the virtual clock, that
// its input comes too late. An error shows in what the process reports.
func (p *child) send(program sandbox.Program, zones string, limits play.Limits, in *play.Input) {
	j := job{Clock: program.Clock, Trace: program.Trace, Computes: program.Computes, Env: program.Env, Limits: limits,
		Size: len(program.Binary), Zones: zones}
	ready := make([]byte, limits.Stdin)
	n, _ := in.Take(ready)
	_, err := in.Take(ready[n:])
	j.Stdin, j.Ended = string(ready[:n]), err != nil
	enc := json.NewEncoder(p.stdin)
	if enc.Encode(j) != nil {
		return
	}
	if _, err := p.stdin.Write(program.Binary); err != nil {
		return
	}
	for buf := make([]byte, 4<<10); ; {
		n, err := in.Read(buf)
		if enc.Encode(input{Text: buf[:n]}) != nil || err != nil {
			return
		}
	}
}

// receive reads reports until the last, which has the facts; where it does not come
// they have the time of the last chunk. spent is the processor time for which the
// program was ended; 0 if it was not.
func (p *child) receive(l play.Limits, out func(sandbox.Chunk)) (last sandbox.Facts, spent time.Duration, err error) {
	over := func() time.Duration { return 0 }
	defer func() { spent = over() }()
	for {
		var r report
		if err := p.reports.Decode(&r); err != nil {
			return last, 0, fmt.Errorf("read report: %w", err)
		}
		switch {
		case r.Thread != 0:
			over = p.watch(r.Thread, l)
		case r.Chunk != nil:
			last.At = r.Chunk.At
			out(*r.Chunk)
		case r.Facts != nil:
			return *r.Facts, 0, nil
		default:
			return last, 0, errors.New(r.Err)
		}
	}
}

// cpu returns the processor time that an ended process has used.
func (p *child) cpu() time.Duration {
	state := p.cmd.ProcessState
	if state == nil {
		return 0
	}
	return state.UserTime() + state.SystemTime()
}

// Dead reports whether the process has ended.
func (p *child) Dead() bool { return proc.Exited(p.cmd.Process.Pid) }

// End ends a process that has no job.
func (p *child) End() {
	p.stdin.Close()
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// Close ends the spare processes and waits for those that run: the caller has
// ended their contexts.
func (c *Children) Close() error {
	c.pool.Close()
	return nil
}

// A tail keeps the last of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const tailSize = 2 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if extra := t.buf.Len() - tailSize; extra > 0 {
		t.buf.Next(extra)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
