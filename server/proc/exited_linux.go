package proc

import "golang.org/x/sys/unix"

// Exited reports whether a child of ours, for which nobody has waited yet, has
// ended.
func Exited(pid int) bool {
	var info unix.Siginfo
	for {
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			return err != nil || info.Signo != 0
		}
	}
}
