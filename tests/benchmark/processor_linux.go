package benchmark

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// processorTime returns the time of all processors that a running process has used so far, in its own code
// and in the system, by its clock in the kernel.
func processorTime(pid int) (time.Duration, error) {
	// As clock_getcpuclockid of the C library has it: the clock of the scheduler of a process.
	const scheduler = 2
	var at unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduler), &at); err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	return time.Duration(at.Nano()), nil
}
