package bus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"

	"asynctour/server/clean"
)

func TestMain(m *testing.M) { os.Exit(clean.Run(m)) }

func TestSubjects(t *testing.T) {
	for _, test := range []struct {
		pattern, subject string
		want             bool
	}{
		{"a.b", "a.b", true},
		{"a.b", "a.c", false},
		{"a.b", "a.b.c", false},
		{"a.b.c", "a.b", false},
		{"a.*.c", "a.b.c", true},
		{"a.*", "a.b.c", false},
		{"a.>", "a.b.c", true},
		{"a.>", "a", false},
		{">", "a", true},
	} {
		got := false
		var b Bus
		b.Subscribe(test.pattern, func(Message) { got = true })
		if b.Publish(test.subject, nil); got != test.want {
			t.Errorf("%s to %s: got %v, want %v", test.subject, test.pattern, got, test.want)
		}
	}
}

// TestOrder has publishers at once: each one's messages come in order, to each subscriber.
func TestOrder(t *testing.T) {
	var b Bus
	var mu sync.Mutex
	got := [2]map[string][]string{{}, {}}
	for n := range got {
		b.Subscribe("from.*", func(m Message) {
			mu.Lock()
			defer mu.Unlock()
			got[n][m.Subject] = append(got[n][m.Subject], string(m.Data))
		})
	}
	var all sync.WaitGroup
	var want []string
	for i := range 100 {
		want = append(want, fmt.Sprint(i))
	}
	for _, who := range []string{"from.a", "from.b"} {
		all.Go(func() {
			for _, one := range want {
				b.Publish(who, []byte(one))
			}
		})
	}
	all.Wait()
	for n := range got {
		for who, messages := range got[n] {
			if !slices.Equal(messages, want) {
				t.Errorf("subscriber %d got of %s: %v", n, who, messages)
			}
		}
	}
}

func TestCancel(t *testing.T) {
	var b Bus
	got := ""
	cancel := b.Subscribe("a", func(Message) { got += "1" })
	b.Subscribe("a", func(Message) { got += "2"; cancel(); cancel() })
	b.Publish("a", nil)
	b.Publish("a", nil)
	if got != "122" {
		t.Errorf("got %s", got)
	}
}

func TestRequest(t *testing.T) {
	var b Bus
	if _, err := b.Request(t.Context(), "add", nil); !errors.Is(err, ErrNobody) {
		t.Errorf("nobody there: %v", err)
	}
	b.Subscribe("add", func(m Message) { go m.Answer(append([]byte("more "), m.Data...)) })
	b.Subscribe("silent", func(Message) {})
	if got, err := b.Request(t.Context(), "add", []byte("tea")); string(got) != "more tea" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Request(ctx, "silent", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("no answer: %v", err)
	}
	b.Publish("add", nil) // to which an answer goes nowhere
}
