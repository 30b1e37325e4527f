package output

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// WriteFile creates a file, or empties it, and writes to it. Its error names what is written if
// the file cannot be created.
func WriteFile(name, what string, write func(io.Writer) error) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	defer func() {
		err = errors.Join(err, file.Close())
	}()
	return write(file)
}
