package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual pages",
		Long: `Man writes a manual page for each command into a folder, which it makes if it is
not there: rolecall.1, rolecall-check.1, and so on. The date of the pages is
today, or that of SOURCE_DATE_EPOCH in the environment.`,
		Example: `  rolecall man ~/.local/share/man/man1`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			root.DisableAutoGenTag = true
			for _, c := range cli.Commands(root) {
				c.Long = literal.Replace(c.Long)
			}
			err := os.MkdirAll(args[0], 0o755)
			if err == nil {
				err = doc.GenManTreeFromOpts(root, doc.GenManTreeOptions{
					Header: &doc.GenManHeader{Section: "1", Source: "rolecall " + output.Version(), Manual: "Rolecall"},
					Path:   args[0], CommandSeparator: "-",
				})
			}
			if err != nil {
				return fmt.Errorf("write manual pages: %w", err)
			}
			return nil
		},
	}
}

// literal makes a text mean itself in Markdown, of which package doc makes the pages.
var literal = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "`", "\\`")
