package overlay

import "fmt"

// zonesFile is where programs have Go's time zones, in the page and on gVisor's kernel.
const zonesFile = "/usr/share/zoneinfo.zip"

// zoneSources has package time look for zones in zonesFile too.
func zoneSources(t *tree) error {
	for _, file := range []string{"time/zoneinfo_js.go", "time/zoneinfo_unix.go"} {
		s, err := t.open(file)
		if err != nil {
			return err
		}
		sources, err := s.literal("platformZoneSources")
		if err != nil {
			return err
		}
		s.insert(sources.Elts[len(sources.Elts)-1], fmt.Sprintf(", %q", zonesFile))
	}
	return nil
}

// localZone has time.Local be the zone that TZ names, as on Unix, and otherwise on js the
// one that the host names, in summer and in winter. The stock one on js is what the clock
// differs from UTC by now, and remains where there are no zones.
func localZone(t *tree) error {
	for file, host := range map[string]string{"time/zoneinfo_js.go": hostZone, "time/zoneinfo_wasip1.go": ""} {
		s, fn, err := t.fn(file, "initLocal")
		if err != nil {
			return err
		}
		first, err := s.stmt(fn, `localLoc.name = "Local"`)
		if err != nil {
			return err
		}
		s.replace(first, "name, set := syscall.Getenv(\"TZ\")\n\t"+host+namedZone+s.of(first))
		s.insert(s.file.Name, "\n\nimport \"syscall\"")
	}
	return nil
}

const hostZone = `if !set {
		if zone := js.Global().Get("process").Get("timeZone"); zone.Type() == js.TypeString {
			name = zone.String()
		}
	}
	`

const namedZone = `if name != "" && name != "UTC" {
		if z, err := loadLocation(name, platformZoneSources); err == nil {
			localLoc = *z
			if !set {
				localLoc.name = "Local"
			}
			return
		}
	}
	if set || name == "UTC" {
		localLoc.name = "UTC"
		return
	}
	`
