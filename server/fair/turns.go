package fair

import "slices"

// turns is a queue in which addresses take turns, and the connections of each.
type turns struct {
	size      int
	addresses []*address // those with somebody waiting, the next one first
}

// An address is those who wait at one.
type address struct {
	name  string
	size  int
	conns [][]*ticket // by connection, the next one first; none is empty
}

// push adds t behind all others of its connection.
func (q *turns) push(t *ticket) {
	i := slices.IndexFunc(q.addresses, func(a *address) bool { return a.name == t.owner.Address })
	if i < 0 {
		i = len(q.addresses)
		q.addresses = append(q.addresses, &address{name: t.owner.Address})
	}
	a := q.addresses[i]
	j := slices.IndexFunc(a.conns, func(c []*ticket) bool { return c[0].owner.Connection == t.owner.Connection })
	if j < 0 {
		a.conns = append(a.conns, []*ticket{t})
	} else {
		a.conns[j] = append(a.conns[j], t)
	}
	a.size++
	q.size++
}

// pop takes out whose turn it is among the addresses that may, or returns nil.
func (q *turns) pop(may func(address string) bool) *ticket {
	i := slices.IndexFunc(q.addresses, func(a *address) bool { return may(a.name) })
	if i < 0 {
		return nil
	}
	a := q.addresses[i]
	c := a.conns[0]
	a.conns = slices.Delete(a.conns, 0, 1)
	if len(c) > 1 {
		a.conns = append(a.conns, c[1:])
	}
	a.size--
	q.size--
	q.addresses = slices.Delete(q.addresses, i, i+1)
	if a.size > 0 {
		q.addresses = append(q.addresses, a)
	}
	return c[0]
}

// remove takes t out, and reports whether it was there.
func (q *turns) remove(t *ticket) bool {
	for i, a := range q.addresses {
		for j, c := range a.conns {
			k := slices.Index(c, t)
			if k < 0 {
				continue
			}
			if a.conns[j] = slices.Delete(c, k, k+1); len(a.conns[j]) == 0 {
				a.conns = slices.Delete(a.conns, j, j+1)
			}
			if a.size--; a.size == 0 {
				q.addresses = slices.Delete(q.addresses, i, i+1)
			}
			q.size--
			return true
		}
	}
	return false
}

// last returns who has to go for one more of an address: the one whose turn
// comes last at the address where most wait. It is nil if the newcomer's would
// have as many.
func (q *turns) last(newcomer string) *ticket {
	var most *address
	least := 1 // as many as the newcomer's will have
	for _, a := range q.addresses {
		if a.name == newcomer {
			least += a.size
		}
		if most == nil || a.size > most.size {
			most = a
		}
	}
	if most == nil || most.size <= least {
		return nil
	}
	order := roundRobin(most.conns)
	return order[len(order)-1]
}

// order returns all in the order in which pop would take them out.
func (q *turns) order() []*ticket {
	lines := make([][]*ticket, len(q.addresses))
	for i, a := range q.addresses {
		lines[i] = roundRobin(a.conns)
	}
	return roundRobin(lines)
}

// roundRobin merges lines: the first of each, then the second of each, and so on.
func roundRobin(lines [][]*ticket) []*ticket {
	var order []*ticket
	for n, more := 0, true; more; n++ {
		more = false
		for _, line := range lines {
			if n < len(line) {
				order = append(order, line[n])
				more = true
			}
		}
	}
	return order
}
