package main

import (
	"flag"
	"fmt"
	"net/http"
	"strings"

	"asynctour/server/feed"
	"asynctour/server/gate"
	"asynctour/server/socket"
)

// What an address may have, where nothing else is said: a school's readers may
// all come from one.
const (
	maxConnections = 2000
	maxAddressRuns = 1000
	maxRate        = 100 // a second: starts, builds and connections; ten times as many at once
)

// An access is the origins, proxies and limits of an address from which the tour can
// be reached.
type access struct {
	origins           []string
	gate              *gate.Gate
	connections, runs int
	cross             *http.CrossOriginProtection
}

// accessFlags defines the flags of an access, and returns what makes it of them.
func accessFlags(fs *flag.FlagSet) func() (*access, error) {
	origins := fs.String("origins", "",
		"`origins`, with commas between them, whose pages may run programs here, beside our own: https://course.example")
	proxies := fs.String("proxies", "",
		"`addresses` and networks, with commas between them, of proxies whose X-Forwarded-For is believed")
	rate := fs.Float64("max-rate", maxRate,
		"starts, builds and connections a second from one address; ten times as many at once; 0: any number")
	a := &access{cross: http.NewCrossOriginProtection()}
	fs.IntVar(&a.connections, "max-connections", maxConnections,
		"connections at a time from one address; 0: any number")
	fs.IntVar(&a.runs, "max-runs", maxAddressRuns, "runs at a time from one address; 0: any number")
	return func() (*access, error) {
		prefixes, err := gate.ParseProxies(*proxies)
		if err != nil {
			return nil, fmt.Errorf("-proxies %w", err)
		}
		a.gate = gate.New(*rate, prefixes)
		for one := range strings.SplitSeq(*origins, ",") {
			if one = strings.ToLower(strings.TrimSpace(one)); one == "" {
				continue
			}
			if err := a.cross.AddTrustedOrigin(one); err != nil {
				return nil, fmt.Errorf("-origins %q: must be schemes and hosts, such as https://course.example", one)
			}
			a.origins = append(a.origins, one)
		}
		return a, nil
	}
}

// socket returns what runs and websockets require of it.
func (a *access) socket() (feed.Config, socket.Config) {
	return feed.Config{Admit: a.gate.Admit, Runs: a.runs},
		socket.Config{Origins: a.origins, Address: a.gate.Address, Connections: a.connections}
}
