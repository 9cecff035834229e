package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"asynctour/server/account"
	"asynctour/server/bus"
	"asynctour/server/class"
	"asynctour/server/course"
	"asynctour/server/gate"
	"asynctour/server/metrics"
	"asynctour/server/store"
)

// A state says where classes and accounts are kept: nowhere, without its flags.
type state struct {
	data, database string
	provider       *account.Provider
}

// stateFlags defines the flags of a state.
func stateFlags(fs *flag.FlagSet) *state {
	s := &state{}
	fs.StringVar(&s.data, "data", "",
		"`folder` for the database of classes and accounts; without it, and without -database, there are none, and nothing is kept")
	fs.StringVar(&s.database, "database", "", "`address` of a database of PostgreSQL that is used in place of that: postgres://…")
	return s
}

// providerFlags defines the flags of a provider of OpenID Connect, and returns what makes it of them.
func providerFlags(fs *flag.FlagSet, s *state) func() error {
	p := &account.Provider{}
	fs.StringVar(&p.Issuer, "oidc-issuer", "", "`address` of a provider of OpenID Connect whose people may teach")
	fs.StringVar(&p.Client, "oidc-client", "", "`name` by which the provider knows the tour")
	fs.StringVar(&p.Secret, "oidc-secret", "", "`secret` that goes with it; other users of this machine do not see TOUR_OIDC_SECRET")
	domains := fs.String("oidc-domains", "", "`domains`, with commas between them, of the e-mail addresses of those who may teach; *: all")
	return func() error {
		for one := range strings.SplitSeq(*domains, ",") {
			if one = strings.TrimSpace(one); one != "" {
				p.Domains = append(p.Domains, one)
			}
		}
		if p.Issuer == "" {
			return nil
		}
		if !s.on() {
			return errors.New("-oidc-issuer: is for classes, which need -data")
		}
		s.provider = p
		return p.Check()
	}
}

// on reports whether anything is kept.
func (s *state) on() bool { return s.data != "" || s.database != "" }

// check returns an error for flags that cannot be.
func (s *state) check() error {
	if s.database != "" && !strings.HasPrefix(s.database, "postgres://") && !strings.HasPrefix(s.database, "postgresql://") {
		return fmt.Errorf("-database %q: must begin with postgres://", s.database)
	}
	return nil
}

// open opens the store: for a server, alone, or one that there is already, beside its server.
func (s *state) open(ctx context.Context, alone bool) (*store.Store, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if !s.on() {
		return nil, errors.New("-data names the folder of the server's database, or -database the address of one")
	}
	return store.Open(ctx, store.Config{Dir: s.data, URL: s.database, Sole: alone, Existing: !alone})
}

// A kept is what a server keeps; nil: nothing.
type kept struct {
	store    *store.Store
	accounts *account.Accounts
	classes  *class.Classes
	forgets  chan struct{} // closed when nothing more is forgotten
	stop     context.CancelFunc
}

// openKept opens what is kept. It has to be closed.
func (o options) openKept(ctx context.Context, c *course.Course, log *slog.Logger) (*kept, error) {
	if !o.state.on() {
		return nil, nil
	}
	s, err := o.state.open(ctx, true)
	if err != nil {
		return nil, err
	}
	base := o.base
	if base == "" {
		base = "/"
	}
	guesses := gate.NewGuesses(time.Now)
	accounts, err := account.New(account.Config{Store: s, Base: base, Origin: strings.ToLower(o.origin), Gate: o.access.gate,
		OIDC: o.state.provider, Log: log, Guesses: guesses})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	classes := class.Config{Store: s, Bus: &bus.Bus{}, Course: c, Log: log, Gate: o.access.gate, Guesses: guesses,
		Source: o.limits.Source, Base: base,
		Account: func(r *http.Request) (class.Account, error) {
			a, err := accounts.Of(r)
			if errors.Is(err, account.ErrSignedOut) {
				return class.Account{}, nil
			}
			return class.Account{ID: a.ID, Name: a.Name, Teacher: a.Role >= account.Teacher,
				Assistant: a.Role >= account.Assistant}, err
		}}
	if o.origin != "" {
		classes.Origins = []string{strings.ToLower(o.origin)}
	}
	k := &kept{store: s, accounts: accounts, classes: class.New(classes), forgets: make(chan struct{})}
	ctx, k.stop = context.WithCancel(ctx)
	go func() {
		defer close(k.forgets)
		s.Tend(ctx, log)
	}()
	return k, nil
}

func (k *kept) close() {
	if k != nil {
		k.stop()
		<-k.forgets
		k.classes.Close()
		k.store.Close()
	}
}

// handler returns what serves it; nil if there is nothing.
func (k *kept) handler() http.Handler {
	if k == nil {
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle("/", k.accounts.Handler())
	for pattern, handler := range k.classes.Routes() {
		mux.Handle(pattern, handler)
	}
	return mux
}

// measure adds what there is of it to metrics.
func (k *kept) measure(m *metrics.Metrics) {
	if k == nil {
		return
	}
	m.Gauge("tour_classes", "Classes that anybody is connected to.", func() float64 { return float64(k.classes.Stats().Open) })
	m.Gauge("tour_class_connections", "Open connections to classes.",
		func() float64 { return float64(k.classes.Stats().Connections) })
}

// invite prints the link of the first teacher, as long as there is none.
func (k *kept) invite(ctx context.Context, stdout io.Writer, address string) error {
	if k == nil {
		return nil
	}
	token, err := account.FirstLink(ctx, k.store)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(stdout, "teacher: %s#%s\n", address, token)
	return err
}

// claimAddress returns the address of the page that links are for, where a server listens on at. On this machine it has
// a name, since passkeys need one.
func (o options) claimAddress(at net.Addr) string {
	base := "/" + strings.TrimPrefix(o.base, "/")
	if o.origin != "" {
		return o.origin + base + "claim"
	}
	host := at.String()
	if to, err := netip.ParseAddrPort(host); err == nil && (to.Addr().IsUnspecified() || to.Addr().IsLoopback()) {
		host = fmt.Sprintf("localhost:%d", to.Port())
	}
	return "http://" + host + base + "claim"
}
