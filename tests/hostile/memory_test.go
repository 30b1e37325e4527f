package hostile

import (
	"os"
	"reflect"
)

// maxMemory returns the most memory that a process has had at a time, in a unit of
// the system's; 0 where it does not tell.
func maxMemory(p *os.ProcessState) int64 {
	usage := reflect.Indirect(reflect.ValueOf(p.SysUsage()))
	if usage.Kind() != reflect.Struct || !usage.FieldByName("Maxrss").IsValid() {
		return 0
	}
	return usage.FieldByName("Maxrss").Int()
}
