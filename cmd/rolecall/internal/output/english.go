package output

import (
	"fmt"
	"strings"
)

// Count returns a number with the word for one thing, or for several.
func Count(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

// Listed returns names in one line, each as write returns it. After the greatest number of names
// it tells how many more there are.
func Listed(names []string, most int, write func(string) string) string {
	shown := make([]string, 0, most+1)
	for _, name := range names[:min(most, len(names))] {
		shown = append(shown, write(name))
	}
	if more := len(names) - most; more > 0 {
		shown = append(shown, fmt.Sprintf("%d more", more))
	}
	return strings.Join(shown, ", ")
}
