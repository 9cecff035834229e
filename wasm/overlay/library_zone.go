package overlay

// localZone has time.Local on js be the zone that the host names, in summer and in winter.
// The stock one is what the clock differs from UTC by now, and remains where there
// are no zones.
func localZone(t *tree) error {
	s, err := t.open("time/zoneinfo_js.go")
	if err != nil {
		return err
	}
	fn, err := s.fn("initLocal")
	if err != nil {
		return err
	}
	first, err := s.stmt(fn, `localLoc.name = "Local"`)
	if err != nil {
		return err
	}
	s.replace(first, hostZone+s.of(first))
	last, err := s.lastImport()
	if err != nil {
		return err
	}
	s.replace(last, "\"syscall\"\n\t"+s.of(last))
	return nil
}

// hostZone is for initLocal: where the program has set TZ that is the zone, as on Unix.
const hostZone = `name, set := syscall.Getenv("TZ")
	if !set {
		if zone := js.Global().Get("process").Get("timeZone"); zone.Type() == js.TypeString {
			name = zone.String()
		}
	}
	if zones, ok := syscall.Getenv("ZONEINFO"); ok && name != "" && name != "UTC" {
		if z, err := loadLocation(name, []string{zones}); err == nil {
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
