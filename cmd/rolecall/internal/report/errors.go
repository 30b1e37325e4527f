package report

import (
	"io"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/sarif"
)

// WriteError writes why a command failed, in a format that is not text. Dir is the folder
// of the configuration, and path returns the path of a file of it from the working directory.
func WriteError(out io.Writer, format output.Format, err error, dir string, path func(string) string) error {
	switch format {
	case output.SARIF:
		return output.WriteJSON(out, sarif.Failed(diagnostics.ErrorText(err)))
	case output.JUnit:
		return writeJUnitError(out, err, dir, path)
	case output.GitHub:
		return writeGitHubError(out, err, path)
	case output.TAP:
		return writeTAPError(out, err, path)
	default:
		return output.WriteJSON(out, diagnostics.FailureOf(err, path))
	}
}
