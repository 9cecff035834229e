package class

import (
	"context"
	"database/sql"
	"errors"
)

// errAgain ends a connection whose page is to try again at once: what it was told is no longer so.
var errAgain = errors.New("class: the class has changed meanwhile")

// hello finds out whose the connection is, and has it enter the class.
func (c *conn) hello(req Request) error {
	if req.Lang != "" {
		c.lang = clip(req.Lang, 8)
	}
	class, name, err := c.identify(req)
	if f, internal := asFault(err); err != nil && internal == nil {
		switch f.key {
		case "over":
			c.end(EndOver, f)
		case "removed":
			c.end(EndRemoved, f)
		default:
			c.end(EndUnknown, f)
		}
		return nil
	}
	if err == nil {
		err = c.classes.enter(c, class, name)
	}
	if errors.Is(err, errAgain) {
		c.cut()
		return nil
	}
	if err != nil {
		c.refuse(req, err)
		c.finish() // the page comes again
		return nil
	}
	if c.member != "" && c.class != nil {
		c.at("", "", true)
	}
	return nil
}

// identify returns the class of the connection, and the name of a student.
func (c *conn) identify(req Request) (class, name string, err error) {
	cs := c.classes
	err = cs.config.Store.Read(context.Background(), func(tx *sql.Tx) error {
		if req.Token == "" {
			return c.identifyStaff(tx, req)
		}
		s, err := studentOf(tx, req.Token, cs.now())
		switch {
		case err != nil:
			return err
		case s.Removed != 0:
			return refuse("removed")
		}
		c.of, c.member, class, name = students, s.ID, s.Class, s.Name
		h, err := openClass(tx, s.Class)
		c.setLang(h)
		return err
	})
	if req.Token == "" {
		class = req.Class
	}
	return class, name, err
}

// identifyStaff is that for the teacher, assistants and projectors.
func (c *conn) identifyStaff(tx *sql.Tx, req Request) error {
	switch {
	case c.unknown != nil:
		return c.unknown
	case c.account.ID == "":
		return refuse("signin")
	}
	h, err := headerOf(tx, req.Class)
	if err != nil {
		return err
	}
	if c.isOwner, err = mayTeach(tx, h, c.account); err != nil {
		return err
	}
	c.of = staff
	if req.Projector {
		c.of = projectors
		if h.Closed != 0 {
			err = refuse("over")
		}
	}
	c.setLang(h)
	return err
}

// mayTeach reports whether an account is that of the class's teacher. The error is for those who are not of its staff.
func mayTeach(tx *sql.Tx, h header, a Account) (isOwner bool, err error) {
	if a.ID == h.Owner {
		return true, nil
	}
	var n int
	err = tx.QueryRow("select count(*) from member where class = $1 and account = $2 and role = 'assistant' and removed = 0",
		h.ID, a.ID).Scan(&n)
	if err == nil && (n == 0 || a.ID == "") {
		err = refuse("class")
	}
	return false, err
}

// setLang has the language be that of the class where hello named none.
func (c *conn) setLang(h header) {
	if c.lang == "" {
		c.lang = h.Lang
	}
}

// admit adds a connection, and greets it. It is called with mu held.
func (c *class) admit(one *conn, name string) error {
	same, others := 0, 0
	for other := range c.conns {
		switch {
		case other.of != students:
			others++
		case other.member == one.member:
			same++
		}
	}
	switch {
	case one.of == students && same >= maxConnections, one.of != students && others >= maxStaff:
		one.end(EndUnknown, refuse("connections"))
		return nil
	case one.of == students && (c.members[one.member] == nil || c.members[one.member].Name != name), c.Closed != 0 && one.of != staff:
		return errAgain
	}
	one.class = c
	c.conns[one] = struct{}{}
	c.greet(one)
	return nil
}
