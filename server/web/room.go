package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"rsc.io/qr"
)

// A room is one of the pages of a class. What the class does comes to the page's script from Config.Classes: the page
// itself is the same for everybody.
type room struct {
	kind string // "join", "teach", "class" or "projector"; "" for a page of no class
	id   string // the code by which a class is joined, or the class's ID; "" on the pages before there is one
}

// The folders of these pages, beneath a language:
//
//	c/            joins a class, by a code that is typed there
//	c/K7QX2M/     joins the class of this code
//	teach/        a teacher's classes
//	teach/ID/     a class, for its teacher
//	teach/ID/projector/
const joinDir, teachDir = "c/", "teach/"

// A code has six characters, of which package class has an alphabet; IDs are random.
var (
	codeForm = regexp.MustCompile(`^[0-9A-Za-z]{6}$`)
	idForm   = regexp.MustCompile(`^[0-9A-Za-z]{8,64}$`)
)

// roomAt returns the room at a path beneath a language, without its last slash.
func roomAt(path string) (room, bool) {
	dir, rest, _ := strings.Cut(path, "/")
	id, more, _ := strings.Cut(rest, "/")
	switch {
	case dir+"/" == joinDir && (id == "" || codeForm.MatchString(id)) && more == "":
		return room{"join", strings.ToUpper(id)}, true
	case dir+"/" == teachDir && id == "":
		return room{"teach", ""}, true
	case dir+"/" == teachDir && idForm.MatchString(id) && more == "":
		return room{"class", id}, true
	case dir+"/" == teachDir && idForm.MatchString(id) && more == "projector":
		return room{"projector", id}, true
	}
	return room{}, false
}

// path returns the room's address beneath a language.
func (r room) path() string {
	switch {
	case r.kind == "join" && r.id == "":
		return joinDir
	case r.kind == "join":
		return joinDir + r.id + "/"
	case r.kind == "teach":
		return teachDir
	case r.kind == "class":
		return teachDir + r.id + "/"
	}
	return teachDir + r.id + "/projector/"
}

// rooms returns a room of each kind, for the rehearsal.
func rooms(lang string) []view {
	return []view{
		{lang: lang, room: room{"join", ""}},
		{lang: lang, room: room{"join", "K7QX2M"}},
		{lang: lang, room: room{"teach", ""}},
		{lang: lang, room: room{"class", "abcdefgh"}},
		{lang: lang, room: room{"projector", "abcdefgh"}},
	}
}

// checkRooms returns an error for a lesson whose address is that of a room.
func (k *content) checkRooms() error {
	for _, l := range k.course.Lessons[k.course.Langs[0]] {
		if dir := l.Name + "/"; dir == joinDir || dir == teachDir {
			return fmt.Errorf("a lesson cannot be called %q, which is the address of a class: rename its folder", l.Name)
		}
	}
	return nil
}

// toRoom redirects an address of a room without a language, "c/K7QX2M", to the page in the reader's language. It
// reports whether there is such a room.
func (s *server) toRoom(w http.ResponseWriter, r *http.Request, langs []string, path string) bool {
	if s.config.Classes == nil {
		return false
	}
	at, ok := roomAt(strings.TrimSuffix(path, "/"))
	if !ok {
		return false
	}
	w.Header().Set("Vary", "Accept-Language, Cookie")
	w.Header().Set("Cache-Control", "no-store")
	s.redirect(w, r, preferred(langs, r)+"/"+at.path(), http.StatusFound)
	return true
}

// quiet is the margin of a QR code, in modules, as its standard has it.
const quiet = 4

// qrCode serves the address of a class as a QR code, which is dark on light in either theme.
func (s *server) qrCode(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	if !codeForm.MatchString(code) {
		http.NotFound(w, r)
		return
	}
	image, err := qr.Encode(s.origin(r)+s.config.Base+joinDir+strings.ToUpper(code), qr.M)
	if err != nil {
		s.config.Log.Error("make a QR code", "err", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
		return
	}
	writeText(w, "image/svg+xml", "no-store", qrSVG(image))
}

// qrSVG draws a QR code. A run of dark modules is one rectangle, so that no lines show between them.
func qrSVG(code *qr.Code) string {
	var b strings.Builder
	size := code.Size + 2*quiet
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %[1]d" shape-rendering="crispEdges">`, size)
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%[1]dH0z"/><path d="`, size)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1H%[1]dz", from+quiet, y+quiet, x-from)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
