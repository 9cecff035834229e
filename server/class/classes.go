package class

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"asynctour/server/bus"
	"asynctour/server/course"
	"asynctour/server/gate"
	"asynctour/server/store"
)

const (
	maxMembers     = 500                // students of a class
	maxCards       = 200                // of a class
	maxOpen        = 20                 // classes of a teacher at a time
	maxConnections = 8                  // of a student at a time: tabs
	maxStaff       = 32                 // connections of a class's staff and projectors at a time
	memberTime     = 7 * 24 * time.Hour // how long a student's token is good for
)

// An Account is who has signed in.
type Account struct {
	ID, Name  string
	Teacher   bool // may start classes
	Assistant bool // may help in others'; so may teachers
}

// A Config is what Classes are made of.
type Config struct {
	Store  *store.Store
	Bus    *bus.Bus
	Course *course.Course // has the questions and exercises
	// Account returns who makes a request, the zero Account if nobody has signed in.
	Account func(*http.Request) (Account, error)
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // for internal errors

	Base string // the start of all paths: "/" or "/course/async/"
	// Origins are those whose pages may connect, beside pages of the same host: "https://course.example".
	Origins []string
	Gate    *gate.Gate    // says which address a request comes from, by which wrong codes are counted; it is not kept
	Guesses *gate.Guesses // counts them
	Source  int           // the most bytes of a program
}

// Classes are all classes of a server. They have to be closed.
type Classes struct {
	config    Config
	server    string // names this server in presences
	questions map[string]*asked
	exercises map[string]string // by snippet: the version of the checks
	snippets  map[string]bool
	lessons   map[string]bool
	buffers   sync.Pool // of connections that write

	mu     sync.Mutex
	open   map[string]*class // by ID, those that have connections
	conns  map[*conn]struct{}
	closed bool
	done   sync.WaitGroup // goroutines of connections
}

// New returns the classes in a store.
func New(c Config) *Classes {
	if c.Now == nil {
		c.Now = time.Now
	}
	cs := &Classes{config: c, server: store.ID(), questions: questions(c.Course), exercises: map[string]string{},
		snippets: map[string]bool{}, lessons: map[string]bool{}, open: map[string]*class{}, conns: map[*conn]struct{}{}}
	for id, s := range c.Course.Snippets {
		cs.snippets[id] = true
		if s.Exercise != nil {
			cs.exercises[id] = s.Exercise.Version
		}
	}
	for _, l := range c.Course.Lessons[c.Course.Langs[0]] {
		cs.lessons[l.Name] = true
	}
	return cs
}

// now returns the time in microseconds.
func (cs *Classes) now() int64 { return store.Micro(cs.config.Now()) }

// Close ends all connections, and returns when their goroutines have ended.
func (cs *Classes) Close() {
	cs.mu.Lock()
	cs.closed = true
	conns := slices.Collect(maps.Keys(cs.conns))
	cs.mu.Unlock()
	for _, c := range conns {
		c.cut()
	}
	cs.done.Wait()
}

// enter adds a connection to its class, which is loaded for the first. name is a student's, as it was just read.
func (cs *Classes) enter(one *conn, id, name string) error {
	for {
		cs.mu.Lock()
		c, ok := cs.open[id]
		if !ok {
			c = newClass(cs)
			c.mu.Lock() // until it is loaded: deltas and other connections wait
			cs.open[id] = c
		}
		cs.mu.Unlock()
		if !ok {
			c.load(id)
		} else {
			c.mu.Lock()
		}
		if c.failed != nil {
			err := c.failed
			c.mu.Unlock()
			return err
		}
		if c.cancel == nil { // it was closed meanwhile
			c.mu.Unlock()
			continue
		}
		err := c.admit(one, name)
		c.mu.Unlock()
		return err
	}
}

// load reads a class and follows its deltas.
func (c *class) load(id string) {
	cs := c.classes
	cancel := cs.config.Bus.Subscribe(subject(id), c.receive)
	// Deltas that come from here on wait for mu; what is read has those before.
	err := cs.config.Store.Read(context.Background(), func(tx *sql.Tx) error {
		s, err := load(tx, id)
		if err == nil {
			c.fill(s)
		}
		return err
	})
	if err != nil {
		c.failed = err
		cancel()
		cs.mu.Lock()
		delete(cs.open, id)
		cs.mu.Unlock()
		return
	}
	c.cancel = cancel
	go cs.publish(id, delta{Sync: true}) // not here, since this server's own comes back with mu held
}

// receive takes a delta from the bus.
func (c *class) receive(m bus.Message) {
	var d delta
	if err := json.Unmarshal(m.Data, &d); err != nil {
		c.classes.config.Log.Error("class: a delta is not JSON", "err", err)
		return
	}
	if d.Sync {
		c.resend()
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel == nil {
		return // it was closed meanwhile
	}
	c.apply(d)
	for one := range c.conns {
		switch {
		case d.Deleted:
			one.end(EndUnknown, refuse("class"))
		case d.Gone != "" && d.Gone == one.member && d.Kicked:
			one.end(EndRemoved, refuse("removed"))
		case d.Gone != "" && d.Gone == one.member:
			one.end(EndUnknown, refuse("member"))
		case c.Closed != 0 && one.of != staff:
			one.end(EndOver, refuse("over"))
		}
	}
}

// resend publishes where this server's connections are.
func (c *class) resend() {
	c.mu.Lock()
	id, all := c.ID, map[string]presence{}
	for one := range c.conns {
		if m := c.members[one.member]; m != nil {
			all[one.member] = m.servers[c.classes.server]
		}
	}
	c.mu.Unlock()
	for _, p := range all {
		if p.Here {
			c.classes.publish(id, delta{Presence: &p})
		}
	}
}

// exit removes a connection from its class, which is dropped with the last.
func (cs *Classes) exit(c *class, one *conn) {
	c.mu.Lock()
	delete(c.conns, one)
	same, isStaffed := 0, false
	for other := range c.conns {
		if other.member == one.member {
			same++
		}
		isStaffed = isStaffed || other.of == staff
	}
	if !isStaffed {
		c.sent.live = nil
	}
	id := c.ID
	if len(c.conns) == 0 {
		c.close()
	}
	c.mu.Unlock()
	if one.member != "" && same == 0 {
		cs.publish(id, delta{Presence: &presence{Server: cs.server, Member: one.member}})
	}
}

// close has the class forgotten.
func (c *class) close() {
	if c.pace.timer != nil {
		c.pace.timer.Stop()
		c.pace.timer = nil
	}
	c.cancel()
	c.cancel = nil
	c.classes.mu.Lock()
	defer c.classes.mu.Unlock()
	if c.classes.open[c.ID] == c {
		delete(c.classes.open, c.ID)
	}
}

// fault returns what is to be read of an error, and logs what is ours.
func (cs *Classes) fault(err error, args ...any) *fault {
	f, internal := asFault(err)
	if internal != nil {
		cs.config.Log.Error("class: "+f.key, append(args, "err", internal)...)
	}
	return f
}

// Stats is how many there are now.
type Stats struct {
	Open        int // classes that have connections
	Connections int
}

// Stats returns how the classes are doing.
func (cs *Classes) Stats() Stats {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return Stats{len(cs.open), len(cs.conns)}
}
