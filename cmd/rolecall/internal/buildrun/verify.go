package buildrun

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/moment"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/internal/registry"
)

// VerifyCommand returns the command verify.
func VerifyCommand(env *cli.Env) *cobra.Command {
	c := &program{env}
	var keys cli.Keys
	var v signing.Verification
	cmd := &cobra.Command{
		Use:   "verify BUNDLE --key FILE",
		Short: "Verify the signature of a bundle",
		Long: `Verify checks that a bundle, an archive or one in a registry, is signed with a key,
that no file of it was changed, added or taken away since, and that its content is
that of its revision. It prints the key, the revision, and when the bundle was signed
if the signature says so.

An older bundle has a signature, too. --revision accepts one revision alone, and
--signed-since refuses bundles that were signed earlier or do not say when.

A bundle that is refused is a negative answer, with the reason and the exit code 2.`,
		Example: `  rolecall verify acme.tar.gz --key public.pem
  rolecall verify acme.tar.gz --key new.pem --key old.pem --signed-since 2026-01-01T00:00:00Z`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if v.Keys, err = keys.Read(cmd.Context()); err != nil {
				return fmt.Errorf("--key: %w", err)
			}
			return c.verify(cmd.Context(), args[0], v)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&keys.Files, "key", nil, "`FILE` with a public key in PEM, or with the secret of --alg HS256; may be repeated")
	flags.StringVar(&keys.Algorithm, "alg", "", "`ALGORITHM` of the keys; without it that of each key")
	flags.StringVar(&v.Revision, "revision", "", "the only `REVISION` that is accepted")
	flags.Var(cli.Flag[time.Time]{To: &v.Since, Name: "signed-since", Parse: moment.Parse}, "signed-since", "`TIME`, RFC 3339: a bundle that was signed earlier is refused")
	cobra.CheckErr(cmd.MarkFlagRequired("key"))
	return cmd
}

// verify verifies a bundle, which may be in a registry, and writes the result.
func (c *program) verify(ctx context.Context, path string, v signing.Verification) error {
	at := path
	if registry.Is(path) {
		bundle, err := registry.Pull(ctx, path, c.Registry())
		if err != nil {
			return err
		}
		defer bundle.Remove()
		at = bundle.Path
	}
	s, err := v.Verify(ctx, at)
	var refusal *signing.Refusal
	if err != nil && !errors.As(err, &refusal) {
		return err
	}
	if err := c.writeVerified(path, s, refusal); err != nil {
		return err
	}
	if refusal != nil {
		return cli.ErrNegative
	}
	return nil
}

// writeVerified writes what a bundle says of its signature, or why it is refused.
func (c *program) writeVerified(path string, s signing.Signature, refusal *signing.Refusal) error {
	at := ""
	if !s.At.IsZero() {
		at = s.At.Format(time.RFC3339)
	}
	if c.Format == output.JSON {
		out := struct {
			FormatVersion int            `json:"format_version"`
			Verified      bool           `json:"verified"`
			Path          string         `json:"path"`
			Reason        signing.Reason `json:"reason,omitempty"`
			Detail        string         `json:"detail,omitempty"`
			Revision      string         `json:"revision,omitempty"`
			KeyID         string         `json:"key_id,omitempty"`
			Algorithm     string         `json:"algorithm,omitempty"`
			SignedAt      string         `json:"signed_at,omitempty"`
			Files         int            `json:"files,omitempty"`
		}{FormatVersion: output.FormatVersion, Verified: refusal == nil, Path: path}
		if refusal != nil {
			out.Reason, out.Detail = refusal.Reason, refusal.Detail
		} else {
			out.Revision, out.KeyID, out.Algorithm, out.SignedAt, out.Files = s.Revision, s.KeyID, s.Algorithm, at, s.Files
		}
		return c.WriteJSON(out)
	}
	if refusal != nil {
		_, err := fmt.Fprintf(c.Out, "%s is refused: %s\n", printable.Name(path), printable.Lines(refusal.Detail))
		return err
	}
	if at != "" {
		at = ", signed at " + at
	}
	_, err := fmt.Fprintf(c.Out, "%s is signed with the key %q (%s)\nrevision %s, %d files%s\n",
		printable.Name(path), s.KeyID, s.Algorithm, s.Revision, s.Files, at)
	return err
}
