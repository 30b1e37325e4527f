package hostile

import (
	"os"
	"reflect"
)

// maxMemory returns the peak memory of a process, in a unit that depends on the system, or 0 if the
// system does not report it.
func maxMemory(p *os.ProcessState) int64 {
	usage := reflect.Indirect(reflect.ValueOf(p.SysUsage()))
	if usage.Kind() != reflect.Struct || !usage.FieldByName("Maxrss").IsValid() {
		return 0
	}
	return usage.FieldByName("Maxrss").Int()
}
