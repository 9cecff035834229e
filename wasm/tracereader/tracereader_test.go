package tracereader

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asynctour/server/behave"
	"asynctour/server/play"
	"asynctour/server/play/moment"
)

// A sample is the run of a lesson's program in a page, recorded for the page's tests.
type sample struct {
	pieces  [][]byte
	writes  []moment.Write
	moments []moment.Moment
}

func readSamples(t testing.TB) map[string]sample {
	t.Helper()
	files, err := filepath.Glob("../../site/parts/timeline/testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	samples := map[string]sample{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var events []struct {
			Kind    play.Kind
			Moments []moment.Moment
			Raw     []byte
		}
		if err := json.Unmarshal(data, &events); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		var s sample
		for _, e := range events {
			if e.Kind != play.KindTrace {
				continue
			}
			s.pieces = append(s.pieces, e.Raw)
			s.moments = append(s.moments, e.Moments...)
		}
		for _, m := range s.moments {
			if m.Do == moment.Print {
				s.writes = append(s.writes, moment.Write{Stream: m.Stream, At: int64(math.Round(m.At * 1e6)), Newlines: m.Newlines})
			}
		}
		if len(s.pieces) > 0 && !strings.Contains(file, "python") {
			samples[filepath.Base(file)] = s
		}
	}
	return samples
}

// read feeds pieces to a Reader, all writes with the first, and returns all moments.
func read(pieces [][]byte, writes []moment.Write, whole bool) (moments []moment.Moment, err error) {
	r := New(false)
	for _, piece := range pieces {
		more, e := r.Feed(piece, writes)
		moments, err, writes = append(moments, more...), cmpErr(err, e), nil
	}
	more, e := r.Close(whole)
	return append(moments, more...), cmpErr(err, e)
}

func cmpErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func TestSamples(t *testing.T) {
	for name, s := range readSamples(t) {
		got, err := read(s.pieces, s.writes, true)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !slices.Equal(got, s.moments) {
			g, _ := json.MarshalIndent(got, "", " ")
			w, _ := json.MarshalIndent(s.moments, "", " ")
			t.Errorf("%s: got\n%s\nwant\n%s", name, g, w)
		}
	}
}

// TestPieces divides a trace in several ways: the moments are the same, and those of a
// generation come once it is complete.
func TestPieces(t *testing.T) {
	for name, s := range readSamples(t) {
		var bytes [][]byte
		for b := range slices.Chunk(slices.Concat(s.pieces...), 1) {
			bytes = append(bytes, b)
		}
		if got, err := read(bytes, s.writes, true); err != nil || !slices.Equal(got, s.moments) {
			t.Errorf("%s: byte by byte it tells %d moments (%v), in pieces %d", name, len(got), err, len(s.moments))
		}
		r := New(false)
		if got, err := r.Feed(s.pieces[0], s.writes); err != nil || len(got) == 0 {
			t.Errorf("%s: its first generation tells %d moments (%v)", name, len(got), err)
		}
		r.Close(false)
	}
}

// TestTruncated cuts off a trace: the moments before that are returned, and an error.
func TestTruncated(t *testing.T) {
	for name, s := range readSamples(t) {
		trace := slices.Concat(s.pieces...)
		for n := 0; n < len(trace); n += 1 + n/10 {
			got, err := read([][]byte{trace[:n]}, s.writes, false)
			var fault *play.Fault
			if !errors.As(err, &fault) || fault.Key != "trace.cut" {
				t.Errorf("%s: its first %d bytes: %v", name, n, err)
			}
			if len(got) > len(s.moments) || !slices.Equal(got, s.moments[:len(got)]) {
				t.Errorf("%s: its first %d bytes tell something else", name, n)
			}
		}
	}
}

// TestBroken changes bytes of a trace: at worst the result is a *play.Fault.
func TestBroken(t *testing.T) {
	for name, s := range readSamples(t) {
		trace := slices.Concat(s.pieces...)
		for n := 0; n < len(trace); n += 61 {
			broken := slices.Clone(trace)
			broken[n] ^= 0x55
			_, err := read([][]byte{broken}, s.writes, true)
			var fault *play.Fault
			if err != nil && (!errors.As(err, &fault) || fault.Message("zh") == "") {
				t.Errorf("%s: byte %d: %v", name, n, err)
			}
		}
	}
	if _, err := read([][]byte{[]byte("this is no trace, however long it is")}, nil, true); err == nil {
		t.Error("a text is taken for a trace")
	}
}

// TestFacts checks that the facts are those of all moments, and of no more if the trace
// is cut off.
func TestFacts(t *testing.T) {
	s := readSamples(t)["three-tasks.json"]
	for _, whole := range []bool{true, false} {
		r := New(false)
		for i, piece := range s.pieces {
			if _, err := r.Feed(piece, s.writes); err != nil {
				t.Fatal(err)
			}
			if s.writes = nil; i == 0 && !whole {
				break
			}
		}
		r.Close(whole)
		var got behave.Facts
		if err := json.Unmarshal(r.Facts(play.Event{At: 4000, Reason: play.ReasonExit}, false), &got); err != nil {
			t.Fatal(err)
		}
		if got.Tasks != 4 || whole != (got.Until == 4000) || whole != (len(got.Order) == 4) {
			t.Errorf("whole %v: got %+v", whole, got)
		}
	}
}

func TestTooLong(t *testing.T) {
	s := readSamples(t)["three-tasks.json"]
	long := make([]byte, play.MaxTrace)
	got, err := read([][]byte{s.pieces[0], long, s.pieces[1]}, s.writes, true)
	var fault *play.Fault
	if !errors.As(err, &fault) || fault.Key != "trace.long" {
		t.Errorf("got %v", err)
	}
	if len(got) == 0 || len(got) == len(s.moments) {
		t.Errorf("it tells %d moments", len(got))
	}
}

// FuzzReader looks for a trace that makes the Reader panic.
func FuzzReader(f *testing.F) {
	for _, s := range readSamples(f) {
		f.Add(slices.Concat(s.pieces...), uint(len(s.pieces[0])))
	}
	f.Fuzz(func(t *testing.T, trace []byte, n uint) {
		n = min(n, uint(len(trace)))
		moments, err := read([][]byte{trace[:n], trace[n:]}, []moment.Write{{Stream: moment.Stdout, At: 1e9, Newlines: 1}}, true)
		var fault *play.Fault
		if err != nil && !errors.As(err, &fault) {
			t.Errorf("the error is no fault: %v", err)
		}
		for _, m := range moments {
			if m.Task < 1 || m.Do == "" || m.At < 0 {
				t.Errorf("it tells %+v", m)
			}
		}
		if _, err := json.Marshal(moments); err != nil {
			t.Error(err)
		}
	})
}
