package class

// A delta is what has changed in a class, published once it is on disk: every server that has the class open applies it.
// To apply one twice, or two of different rows in another order, changes nothing.
type delta struct {
	Settings *settings  `json:"settings,omitempty"`
	Member   *memberRow `json:"member,omitempty"`
	Gone     string     `json:"gone,omitempty"`   // a member who was removed, or is forgotten
	Kicked   bool       `json:"kicked,omitempty"` // by the teacher
	Presence *presence  `json:"presence,omitempty"`
	Asking   *asking    `json:"asking,omitempty"`
	Vote     *vote      `json:"vote,omitempty"`
	Hand     *handRow   `json:"hand,omitempty"`
	Card     *Card      `json:"card,omitempty"`
	Progress *progress  `json:"progress,omitempty"`
	Shown    *shown     `json:"shown,omitempty"`
	Deleted  bool       `json:"deleted,omitempty"` // the class
	Sync     bool       `json:"sync,omitempty"`    // asks the other servers for the presence of their members
	Rev      int64      `json:"rev,omitempty"`     // of the class, after the change
}

// settings are a class's, but for what never changes.
type settings struct {
	Rev    int64 `json:"rev"`
	Closed int64 `json:"closed"`
	Locked int64 `json:"locked"`
	Named  int64 `json:"named"`
}

// A memberRow is a student.
type memberRow struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Joined int64  `json:"joined"`
}

// A presence is where a student is, as one server knows of its own connections.
type presence struct {
	Server  string `json:"server"`
	Member  string `json:"member"`
	Here    bool   `json:"here"`
	Lesson  string `json:"lesson"`
	Snippet string `json:"snippet"`
}

// An asking is a question that a class is, or was, asked.
type asking struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Version  string `json:"version"`
	Phase    Phase  `json:"phase"` // Idle: it is over
	Rev      int64  `json:"rev"`   // of the class, when it got into its phase
	Asked    int64  `json:"asked"`
}

// A vote is one answer.
type vote struct {
	Asking string `json:"asking"`
	Member string `json:"member"`
	Round  int    `json:"round"`
	Value  string `json:"value"`
}

// A handRow is a hand that is up, or was.
type handRow struct {
	ID     string `json:"id"`
	Member string `json:"member"`
	At     int64  `json:"at"`
	Done   int64  `json:"done"` // 0: it is up
}

// A progress is how far a student is with a snippet.
type progress struct {
	Member  string `json:"member"`
	Snippet string `json:"snippet"`
	Result         // of the last run
	Alike   int    `json:"alike"` // runs in succession with this result
	Tries   int    `json:"tries"` // runs
	Began   int64  `json:"began"`
	At      int64  `json:"at"`   // of the last run
	Done    int64  `json:"done"` // since when the exercise is solved; of other programs, when they last ended well
}

// A shown is what the projector shows: nothing with a nil Example. It is not kept.
type shown struct {
	Rev     int64    `json:"rev"`
	Example *Example `json:"example"`
}

// subject returns the subject of a class's deltas.
func subject(class string) string { return "tour.class." + class + ".changed" }

// publish sends a delta to every server that has the class open, this one too.
func (cs *Classes) publish(class string, d delta) {
	cs.config.Bus.Publish(subject(class), marshal(d))
}
