package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"

	"asynctour/server/class"
)

// A room is a class on a server of its own, with a teacher.
type room struct {
	address string // of the server
	cookie  string // the teacher's
	class.Listed
}

// signIn makes the first account by the link that the server has printed, "http://…/claim#TOKEN", and returns its cookie.
func signIn(ctx context.Context, address, link string) (cookie string, err error) {
	_, token, _ := strings.Cut(link, "#")
	resp, err := post(ctx, address+"/claim", map[string]string{"token": token, "name": "Ada"}, nil)
	if err != nil {
		return "", err
	}
	for _, c := range resp.Cookies() {
		cookie = c.Name + "=" + c.Value
	}
	return cookie, nil
}

// newRoom has the teacher start a class.
func newRoom(ctx context.Context, address, cookie string) (r room, err error) {
	r = room{address: address, cookie: cookie}
	_, err = post(ctx, address+"/api/classes", class.Opening{Lang: "en"}, &r.Listed, "Cookie", cookie)
	return r, err
}

// client makes the requests of all students.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers}}

// post sends JSON, and reads the answer into answer. A response that is no success is an error.
func post(ctx context.Context, url string, body, answer any, headers ...string) (*http.Response, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("POST %s: %s: %s", url, resp.Status, text)
	case answer != nil:
		return resp, json.Unmarshal(text, answer)
	}
	return resp, nil
}

// A seat is a connection to a class. Its goroutine reads until the connection ends.
type seat struct {
	ws   *websocket.Conn
	gone chan struct{}

	mu      sync.Mutex
	changed *sync.Cond
	acked   map[string]time.Time // by key
	state   class.State
	mine    class.Mine
	whole   bool              // the state has come
	lives   []time.Time       // when the teacher got messages
	lines   map[int]time.Time // when the teacher first saw a result with this line
	fault   error
}

// sit connects to a class, and waits for its state.
func (r room) sit(ctx context.Context, hello class.Request, header http.Header) (*seat, error) {
	dialer := websocket.Dialer{Subprotocols: []string{class.Subprotocol}}
	ws, _, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(r.address, "http")+"/class", header)
	if err != nil {
		return nil, err
	}
	s := &seat{ws: ws, gone: make(chan struct{}), acked: map[string]time.Time{}, lines: map[int]time.Time{}}
	s.changed = sync.NewCond(&s.mu)
	go s.read()
	hello.Kind = class.KindHello
	if err := ws.WriteJSON(hello); err != nil {
		return nil, err
	}
	return s, s.until(ctx, func() bool { return s.whole })
}

// teach connects the teacher.
func (r room) teach(ctx context.Context) (*seat, error) {
	return r.sit(ctx, class.Request{Class: r.ID}, http.Header{"Cookie": {r.cookie}})
}

// read takes over what the connection is sent.
func (s *seat) read() {
	defer close(s.gone)
	for {
		_, data, err := s.ws.ReadMessage()
		if err != nil {
			return
		}
		now := time.Now()
		s.mu.Lock()
		if err := s.take(data, now); err != nil && s.fault == nil {
			s.fault = err
		}
		s.changed.Broadcast()
		s.mu.Unlock()
	}
}

// take takes over a frame. It is called with mu held.
func (s *seat) take(data []byte, now time.Time) error {
	var a class.Answer
	if err := json.Unmarshal(data, &a); err != nil {
		return err
	}
	switch a.Kind {
	case class.KindAck:
		s.acked[a.Key] = now
	case class.KindState, class.KindChanged:
		s.whole = true
		return json.Unmarshal(data, &s.state)
	case class.KindMine:
		return json.Unmarshal(data, &s.mine)
	case class.KindLive:
		var l class.Live
		if err := json.Unmarshal(data, &l); err != nil {
			return err
		}
		s.lives = append(s.lives, now)
		for _, d := range l.Dots {
			if _, ok := s.lines[d.Line]; !ok {
				s.lines[d.Line] = now
			}
		}
	case class.KindRefused, class.KindEnd:
		return fmt.Errorf("the class refused: %s", a.Message)
	}
	return nil
}

// until waits until a condition holds, which is called with mu held.
func (s *seat) until(ctx context.Context, holds func() bool) error {
	stop := context.AfterFunc(ctx, s.changed.Broadcast)
	defer stop()
	go func() {
		<-s.gone
		s.changed.Broadcast()
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !holds() {
		select {
		case <-s.gone:
			return fmt.Errorf("the class ended the connection; last fault: %w", s.fault)
		default:
		}
		if s.fault != nil || ctx.Err() != nil {
			return fmt.Errorf("waiting for the class: %w, %w", s.fault, ctx.Err())
		}
		s.changed.Wait()
	}
	return nil
}

// send sends a request with a key, and returns how long it took until it was acknowledged.
func (s *seat) send(ctx context.Context, req class.Request) (time.Duration, error) {
	begun := time.Now()
	s.mu.Lock()
	err := s.ws.WriteJSON(req)
	s.mu.Unlock()
	if err != nil {
		return 0, err
	}
	if err := s.until(ctx, func() bool { return !s.acked[req.Key].IsZero() }); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.acked[req.Key].Sub(begun), nil
}

// A student is somebody in a class.
type student struct {
	*seat
	token string
	votes string // the key of the answer
}

// join has so many students join at once, each with a connection.
func (r room) join(ctx context.Context, n int) ([]*student, error) {
	all := make([]*student, n)
	group, within := errgroup.WithContext(ctx)
	for i := range all {
		group.Go(func() error {
			var j class.Joined
			if _, err := post(within, r.address+"/api/classes/"+r.Code+"/join", class.Joining{}, &j); err != nil {
				return err
			}
			s, err := r.sit(ctx, class.Request{Token: j.Token}, nil)
			all[i] = &student{seat: s, token: j.Token, votes: fmt.Sprintf("key%029d", i)}
			return err
		})
	}
	return all, group.Wait()
}

// each calls f for each student, the calls spread over a time.
func each(ctx context.Context, all []*student, over time.Duration, f func(i int, s *student) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for i, s := range all {
		group.Go(func() error {
			select {
			case <-time.After(over * time.Duration(i) / time.Duration(len(all))):
			case <-ctx.Done():
				return ctx.Err()
			}
			return f(i, s)
		})
	}
	return group.Wait()
}

// back connects a student again whose connection was cut, after a random while, as pages do.
func (s *student) back(ctx context.Context, r room) error {
	<-s.gone
	time.Sleep(time.Duration(rand.Int64N(int64(time.Second))))
	seat, err := r.sit(ctx, class.Request{Token: s.token}, nil)
	if err == nil {
		s.seat = seat
	}
	return err
}
