package class

import (
	"bytes"
	"encoding/json"
	"testing"
)

// TestProtocol has an example of each frame, as it is sent: what is read of it is written as it was.
func TestProtocol(t *testing.T) {
	for _, test := range []struct {
		frame string
		as    any
	}{
		{`{"kind":"hello","token":"T","lang":"zh"}`, &Request{}},
		{`{"kind":"hello","class":"ID","projector":true}`, &Request{}},
		{`{"kind":"ping"}`, &Request{}},
		{`{"kind":"at","lesson":"gather","snippet":"gather/three-tasks"}`, &Request{}},
		{`{"kind":"ran","snippet":"http/four-at-a-time","outcome":"check","finding":"TestPeak: 7 at once",` +
			`"source":"package main"}`, &Request{}},
		{`{"kind":"ran","snippet":"gather/three-tasks","outcome":"deadlock","line":12,"source":"package main"}`, &Request{}},
		{`{"kind":"vote","key":"k1234567","asking":"A","round":1,"value":"3,1,2"}`, &Request{}},
		{`{"kind":"hand","key":"k1234567","up":true}`, &Request{}},
		{`{"kind":"ask","key":"k1234567","question":"gather/the-others"}`, &Request{}},
		{`{"kind":"discuss","key":"k1234567","asking":"A"}`, &Request{}},
		{`{"kind":"again","key":"k1234567","asking":"A"}`, &Request{}},
		{`{"kind":"reveal","key":"k1234567","asking":"A"}`, &Request{}},
		{`{"kind":"done","key":"k1234567","asking":"A"}`, &Request{}},
		{`{"kind":"card","key":"k1234567","card":{"n":0,"kind":"here","body":{"at":"gather/"}}}`, &Request{}},
		{`{"kind":"example","key":"k1234567","snippet":"gather/x","outcome":"deadlock","line":12,"member":"M"}`, &Request{}},
		{`{"kind":"show","key":"k1234567","snippet":"gather/three-tasks","member":"M"}`, &Request{}},
		{`{"kind":"show","key":"k1234567"}`, &Request{}}, // nothing any more
		{`{"kind":"down","key":"k1234567","member":"M"}`, &Request{}},
		{`{"kind":"lock","key":"k1234567","up":true}`, &Request{}},
		{`{"kind":"named","key":"k1234567","up":true}`, &Request{}},
		{`{"kind":"kick","key":"k1234567","member":"M"}`, &Request{}},
		{`{"kind":"close","key":"k1234567"}`, &Request{}},
		{`{"rev":17,"code":"K7QX2M","open":true,"locked":false,"named":false,"lang":"en","there":30,"phase":"reveal",` +
			`"question":"gather/the-others","asking":"A","round":2,"answered":28,"counts":[{"1":8,"2":20},{"2":28}],` +
			`"cards":[{"n":1,"kind":"text","body":{"text":"Five minutes left."}}],` +
			`"shown":{"snippet":"gather/three-tasks","source":"package main","outcome":"deadlock","line":12}}`, &State{}},
		{`{"name":"Amber Heron","place":2,"votes":["2",""],"peer":"Jade Otter"}`, &Mine{}},
		{`{"whole":true,"dots":[{"id":"M","name":"Amber Heron","here":true,"lesson":"gather","snippet":"gather/three-tasks",` +
			`"need":"stuck","since":1796000000000000,"hand":true,"runs":3,"outcome":"deadlock","line":12}],` +
			`"gone":["N"],` +
			`"groups":[{"snippet":"gather/three-tasks","n":14,"stuck":6,"outcome":"deadlock","line":12}],` +
			`"places":[{"lesson":"gather","snippet":"gather/three-tasks","n":30}],` +
			`"hands":[{"member":"M","name":"Amber Heron","at":1796000000000000,"solved":false}]}`, &Live{}},
		{`{"kind":"example","key":"k1234567","member":"M","name":"Amber Heron","snippet":"gather/three-tasks",` +
			`"source":"package main","outcome":"deadlock","line":12}`, &Example{}},
		{`{"kind":"ack","key":"k1234567"}`, &Answer{}},
		{`{"kind":"refused","key":"k1234567","reason":"phase","message":"This question takes no answers now."}`, &Answer{}},
		{`{"kind":"end","reason":"over","message":"The class is over."}`, &Answer{}},
		{`{"kind":"pong"}`, &Answer{}},
		{`{"key":"k1234567","exercise":"http/four-at-a-time","version":"0a1b2c3d","files":{"main.go":"package main"},` +
			`"verdicts":[{"name":"TestPeak","ok":true}],"lang":"en"}`, &Submission{}},
	} {
		dec := json.NewDecoder(bytes.NewReader([]byte(test.frame)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(test.as); err != nil {
			t.Errorf("%s: %v", test.frame, err)
			continue
		}
		if again, err := json.Marshal(test.as); err != nil || string(again) != test.frame {
			t.Errorf("%s was read, and is written as\n%s (%v)", test.frame, again, err)
		}
	}
}
