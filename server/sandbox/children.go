package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"asynctour/server/nice"
	"asynctour/server/play"
)

// Children runs programs in wazero, each in a process of its own. It keeps a few
// processes started ahead, so that a run need not wait for one.
type Children struct {
	program string // the tour's own executable
	limits  play.Limits
	pool    *pool[*child]
}

// NewChildren returns Children that starts program, with ChildArg, and keeps
// spare processes ready.
func NewChildren(program string, spare int, limits play.Limits) (*Children, error) {
	c := &Children{program: program, limits: limits}
	var err error
	c.pool, err = newPool(spare, c.start)
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
	p.cmd.Dir = os.TempDir()
	p.cmd.Stderr = &p.stderr
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start sandbox: %w", err)
	}
	if p.stdout, err = p.cmd.StdoutPipe(); err != nil {
		return nil, fmt.Errorf("start sandbox: %w", err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start sandbox: %w", err)
	}
	p.reports = json.NewDecoder(p.stdout)
	return p, nil
}

// Run is a play.Sandbox for programs that come with their binary.
func (c *Children) Run(ctx context.Context, program play.Program, in *play.Input, out func(play.Chunk)) (play.Result, error) {
	if err := c.pool.enter(); err != nil {
		return play.Result{}, err
	}
	defer c.pool.leave()
	p, err := c.pool.take(0)
	if err != nil {
		return play.Result{}, err
	}
	if play.Crowded(ctx) {
		nice.Set(p.cmd.Process.Pid, nice.Crowded)
	}
	defer func() { go c.pool.refill() }()
	killed := atEnd(ctx, func() { p.cmd.Process.Kill() })
	defer killed()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		p.send(program, c.limits, in)
	}()
	result, late, reportErr := p.receive(c.limits, out)
	p.stdin.Close()
	in.Close()
	<-sent
	if reportErr != nil {
		p.cmd.Process.Kill()
	}
	waitErr := p.cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return result, ctx.Err()
	case reportErr == nil:
		return result, nil
	case late, p.cpu() >= rlimitCPU(c.limits):
		result.Reason = play.Timeout
		return result, nil
	case strings.Contains(p.stderr.String(), "out of memory"):
		result.Reason = play.Memory
		return result, nil
	}
	return result, fmt.Errorf("sandbox: %w (%v) %s", reportErr, waitErr, p.stderr.String())
}

// send gives the process its job and then what its program is to read. An error
// shows in what the process reports.
func (p *child) send(program play.Program, limits play.Limits, in *play.Input) {
	enc := json.NewEncoder(p.stdin)
	if enc.Encode(job{Clock: program.Clock, Trace: program.Trace, Computes: program.Computes, Limits: limits, Size: len(program.Binary)}) != nil {
		return
	}
	if _, err := p.stdin.Write(program.Binary); err != nil {
		return
	}
	for buf := make([]byte, 4<<10); ; {
		n, err := in.Read(buf)
		if enc.Encode(input{Text: string(buf[:n])}) != nil || err != nil {
			return
		}
	}
}

// receive reads reports until the last. Its result has the time of the last chunk
// where no result came. late is whether the program was ended for the processor time
// that it had used.
func (p *child) receive(l play.Limits, out func(play.Chunk)) (last play.Result, late bool, err error) {
	over := func() bool { return false }
	defer func() { late = over() }()
	for {
		var r report
		if err := p.reports.Decode(&r); err != nil {
			return last, false, fmt.Errorf("read report: %w", err)
		}
		switch {
		case r.Thread != 0:
			over = p.watch(r.Thread, l)
		case r.Chunk != nil:
			last.At = r.Chunk.At
			out(*r.Chunk)
		case r.Result != nil:
			return *r.Result, false, nil
		default:
			return last, false, errors.New(r.Err)
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

// dead reports whether the process has ended.
func (p *child) dead() bool { return exited(p.cmd.Process.Pid) }

// end ends a process that has no job.
func (p *child) end() {
	p.stdin.Close()
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// Close ends the spare processes and waits for those that run: the caller has
// ended their contexts.
func (c *Children) Close() error {
	c.pool.close()
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
