// Package gate tells readers apart by their network address, and holds each
// address to a rate. The rates are generous: a whole classroom shares an address.
package gate

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"asynctour/server/fair"
	"asynctour/server/play"
)

// A Gate tells readers apart. A nil one does so by the connection's other end
// alone, and holds nobody up.
type Gate struct {
	proxies []netip.Prefix
	rates   *fair.Rates
}

// New returns a gate that lets an address do perSecond things a second, and ten
// times as many at once; 0: any number. proxies are those whose X-Forwarded-For
// is believed.
func New(perSecond float64, proxies []netip.Prefix) *Gate {
	return &Gate{proxies: proxies, rates: fair.NewRates(perSecond)}
}

// ParseProxies reads addresses and networks with commas between them:
// "127.0.0.1,10.0.0.0/8".
func ParseProxies(list string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		if addr, err := netip.ParseAddr(one); err == nil {
			all = append(all, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(one)
		if err != nil {
			return nil, fmt.Errorf("%q: must be an address, or a network such as 10.0.0.0/8", one)
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// Address returns the reader's address: that of the connection's other end or,
// where that is a proxy that is believed, the last in X-Forwarded-For that is
// none, which is the one that a proxy has seen and not what a reader claims. Of
// an IPv6 address it is the network, /64, since a reader has all of it.
func (g *Gate) Address(r *http.Request) string {
	end, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr := end.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && g.proxy(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	if addr.Is6() {
		if network, err := addr.WithZone("").Prefix(64); err == nil {
			return network.Masked().String()
		}
	}
	return addr.String()
}

func (g *Gate) proxy(addr netip.Addr) bool {
	return g != nil && slices.ContainsFunc(g.proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// Admit returns nil if an address may do one thing more now. The error is a
// *play.Fault.
func (g *Gate) Admit(address string) error {
	if g == nil || g.rates.Allow(address) {
		return nil
	}
	return &play.Fault{Reason: play.ReasonBusy, Key: "busy.starts"}
}

// Limit passes on to next what the rate allows, and answers the rest with 429.
func (g *Gate) Limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := g.Admit(g.Address(r)); err != nil {
			w.Header().Set("Retry-After", "1")
			http.Error(w, err.Error(), http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}
