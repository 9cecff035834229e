package behave

import "testing"

func TestReduce(t *testing.T) {
	moments := parseMoments(t, `0 1 create name=main.main
0 1 run
1 2 create name=main.main.func1 by=1 file=main.go line=5
1 3 create name=main.main.func1 by=1 file=main.go line=5
2 1 wait on=receive file=main.go line=8
2 2 run
3 2 wait on=sleep file=main.go line=6
3 3 run
4 3 wait on=network
5 3 run
6 2 run
7 2 print stream=stdout newlines=1
8 1 ready by=2 file=main.go line=7
8 2 end
9 1 run
9 3 wait on=mutex file=main.go line=9
10 1 log name=note text=there file=main.go line=10
11 1 end
`)
	const want = `main.main
	create main.main.func1 main.go:5
	end
	log note there main.go:10
	wait receive main.go:8 woken by main.main.func1 main.go:7
main.main.func1 ×2
	end
	print stdout
	wait mutex main.go:9 for ever
	wait sleep main.go:6
`
	if got := Reduce(moments); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDiffer(t *testing.T) {
	const got = "main.a\n\tend\n\tprint stdout\nmain.b\n\tend\n"
	for want, wrong := range map[string]string{
		got: "",
		"main.a\n\tend\n\tprint stdout\n?\twait sleep main.go:1\nmain.b\n\tend\n": "",
		"main.a\n\tend\n?\tprint stdout\nmain.b\n\tend\n":                         "",
		"main.a\n\tend\n\tprint stdout\nmain.b\n\tend\n\tprint stdout\n":          "there is no main.b\tprint stdout",
		"main.a\n\tend\nmain.b\n\tend\n":                                          "there is main.a\tprint stdout",
	} {
		if diff := Differ(got, want); diff != wrong {
			t.Errorf("from\n%sit differs by %q, want %q", want, diff, wrong)
		}
	}
}
