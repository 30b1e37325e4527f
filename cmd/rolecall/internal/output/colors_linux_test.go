package output

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// TestColoredWords writes to a terminal: allowed and PASS are green, denied and FAIL red. They
// are plain if the environment turns colors off.
func TestColoredWords(t *testing.T) {
	tty := openTerminal(t)
	words := func() []string {
		return []string{Answer(tty, true), Answer(tty, false), Paint(tty, Green, "PASS"), Paint(tty, Red, "FAIL")}
	}
	for _, tc := range []struct {
		noColor, term string
		want          []string
	}{
		{"", "xterm", []string{"\x1b[32mallowed\x1b[0m", "\x1b[31mdenied\x1b[0m", "\x1b[32mPASS\x1b[0m", "\x1b[31mFAIL\x1b[0m"}},
		{"1", "xterm", []string{"allowed", "denied", "PASS", "FAIL"}},
		{"", "dumb", []string{"allowed", "denied", "PASS", "FAIL"}},
	} {
		t.Setenv("NO_COLOR", tc.noColor)
		t.Setenv("TERM", tc.term)
		if got := words(); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tc.want) {
			t.Errorf("NO_COLOR=%q, TERM=%q: %q, want %q", tc.noColor, tc.term, got, tc.want)
		}
	}
}

// openTerminal opens a pseudo-terminal, and skips the test on a machine without them.
func openTerminal(t *testing.T) *os.File {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals: ", err)
	}
	t.Cleanup(func() { master.Close() })
	var number, locked uint32
	for request, arg := range map[uintptr]*uint32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &locked} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(unsafe.Pointer(arg))); errno != 0 {
			t.Skip("no pseudo-terminals: ", errno)
		}
	}
	tty, err := os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminals: ", err)
	}
	t.Cleanup(func() { tty.Close() })
	return tty
}
