// Package bus carries messages between the parts of a server, by subject. It keeps nothing: who does not listen when a
// message is published does not get it.
//
// A subject is words with dots between them: "tour.class.K7.changed". Who subscribes may write * for a word, and > for
// all words that are left.
//
// This is the bus of one process. Several would be joined by one that has the same three methods.
package bus

import (
	"context"
	"errors"
	"strings"
	"sync"
)

// A Message is what a subscriber gets.
type Message struct {
	Subject string
	Data    []byte // of all subscribers together: nobody changes it
	answer  chan<- []byte
}

// Answer answers a request; the first answer counts. To a message that was published it does nothing.
func (m Message) Answer(data []byte) {
	select {
	case m.answer <- data:
	default: // there is one already, or nobody waits: a nil channel takes nothing
	}
}

// ErrNobody is the error of a request that has no subscriber.
var ErrNobody = errors.New("bus: nobody answers")

// A Bus is ready to use.
type Bus struct {
	mu   sync.RWMutex
	subs []*subscription
}

type subscription struct {
	words []string
	f     func(Message)
}

// Subscribe has f called with each message of a subject, one after the other as each publisher sends them, and those of
// several publishers at once. f must not wait for anything. cancel ends that; a call that is under way goes on.
func (b *Bus) Subscribe(subject string, f func(Message)) (cancel func()) {
	s := &subscription{strings.Split(subject, "."), f}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs, s)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for i, one := range b.subs {
			if one == s {
				b.subs = append(b.subs[:i:i], b.subs[i+1:]...)
				return
			}
		}
	}
}

// Publish sends a message to all who have subscribed to its subject.
func (b *Bus) Publish(subject string, data []byte) { b.send(Message{Subject: subject, Data: data}) }

// Request sends a message, and returns the first answer to it.
func (b *Bus) Request(ctx context.Context, subject string, data []byte) ([]byte, error) {
	answer := make(chan []byte, 1)
	if b.send(Message{subject, data, answer}) == 0 {
		return nil, ErrNobody
	}
	select {
	case data := <-answer:
		return data, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// send calls the subscribers of a message, and returns how many there are.
func (b *Bus) send(m Message) (n int) {
	words := strings.Split(m.Subject, ".")
	b.mu.RLock()
	subs := b.subs
	b.mu.RUnlock()
	for _, s := range subs {
		if match(s.words, words) {
			s.f(m)
			n++
		}
	}
	return n
}

// match reports whether the words of a subscription are those of a subject.
func match(pattern, words []string) bool {
	for i, p := range pattern {
		switch {
		case p == ">":
			return len(words) > i
		case i >= len(words) || p != "*" && p != words[i]:
			return false
		}
	}
	return len(words) == len(pattern)
}
