// Package buildrun is the commands build and verify.
package buildrun

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/internal/moment"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/internal/registry"
	"github.com/rolecall/rolecall/schema"
)

// Command returns the command build.
func Command(env *cli.Env) *cobra.Command {
	c := &program{env}
	var out, push string
	var split bool
	var sign signature
	cmd := &cobra.Command{
		Use:   "build -o FILE|DIR",
		Short: "Write an OPA bundle of the configuration, or push it to a registry",
		Long: `Build writes the policies and the configuration as an OPA bundle. Plain OPA answers
from it: data.rolecall.authz.allow and data.rolecall.authz.decision.

A path that ends in .tar.gz becomes a file, any other path a folder. An existing
file or folder must be empty or a bundle of rolecall. Build replaces it as a whole:
a build that fails leaves the earlier bundle. Build writes nothing if the folder
has a file that is not part of a bundle.

With --sign the bundle is signed, for OPA's setting "signing", for rolecall verify and
for --verification-key. It must be an archive, or split. The same configuration has the
same signature, unless --signed-at tells the time.

With --split-by-org the path becomes a folder with several bundles: policies.tar.gz,
with the policies and what belongs to no org, and org-LABEL.tar.gz for each org. OPA
loads all of them, or the first and some orgs. A change in an org changes its bundle
alone.

--push puts the archive into a registry of containers, from which OPA and
-C oci://HOST/REPOSITORY:TAG pull it, and prints its digest. It signs in by
ROLECALL_REGISTRY_USER and ROLECALL_REGISTRY_PASSWORD, or else as docker login has
it. The same configuration has the same digest.

If an invariant of the configuration is broken, build prints it as rolecall test
does, and writes nothing. The exit code is 2.`,
		Example: `  rolecall build -o access.tar.gz
  rolecall build --push oci://registry.example.com/access:latest`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch given := cmd.Flags().Changed; {
			case out == "" && given("output"):
				return errors.New("the path of --output is empty; name the file or folder to write")
			case !given("output") && !given("push"):
				return errors.New("build needs a place for the bundle: a file or folder as --output, or a registry as --push")
			case split && given("push"):
				return errors.New("--push is for one bundle, and --split-by-org makes several")
			}
			var to registry.Reference
			if cmd.Flags().Changed("push") {
				var err error
				if to, err = registry.Parse(push); err != nil {
					return fmt.Errorf("--push: %w", err)
				}
			}
			opts, err := sign.options(cmd.Context())
			if err != nil {
				return err
			}
			if split {
				opts = append(opts, engine.SplitByOrg())
			}
			return c.build(cmd.Context(), out, to, opts)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` (.tar.gz) or folder to write")
	cmd.Flags().BoolVar(&split, "split-by-org", false, "write a folder with a bundle for each org, and one for all else")
	cmd.Flags().StringVar(&push, "push", "", "`REFERENCE` in a registry to push to, oci://HOST/REPOSITORY:TAG")
	sign.flags(cmd)
	return cmd
}

// A signature is how a command line signs a bundle.
type signature struct {
	sign               bool
	key, id, algorithm string
	at                 time.Time
}

// flags adds the flags.
func (s *signature) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&s.sign, "sign", false, "sign the bundle with --key")
	flags.StringVar(&s.key, "key", "", "`FILE` with the private key in PEM, or with the secret of --alg HS256")
	flags.StringVar(&s.id, "key-id", "default", "`ID` of the key in OPA's settings")
	flags.StringVar(&s.algorithm, "alg", "", "`ALGORITHM` of the signature: RS256, RS384, RS512, ES256, ES384, ES512, HS256, HS384 or HS512; without it that of the key")
	flags.Var(cli.Flag[time.Time]{To: &s.at, Name: "signed-at", Parse: signingTime}, "signed-at", "`TIME` to tell in the signature, RFC 3339 or now, for verify --signed-since")
	cmd.MarkFlagsRequiredTogether("sign", "key")
}

// signingTime reads the time of a signature.
func signingTime(text string) (time.Time, error) {
	if text == "now" {
		return time.Now(), nil
	}
	return moment.Parse(text)
}

// options returns the options for writing a bundle.
func (s *signature) options(ctx context.Context) ([]engine.BundleOption, error) {
	if !s.sign {
		if s.algorithm != "" || !s.at.IsZero() {
			return nil, errors.New("--alg and --signed-at are about a signature, which --sign makes")
		}
		return nil, nil
	}
	text, err := cli.ReadKey(ctx, s.key)
	if err != nil {
		return nil, fmt.Errorf("--key: %w", err)
	}
	signer, err := signing.NewSigner(text, s.algorithm, s.id, s.at)
	if err != nil {
		return nil, fmt.Errorf("--key %s: %w", s.key, err)
	}
	return []engine.BundleOption{engine.Signed(signer)}, nil
}

// A program is one run of a command.
type program struct{ *cli.Env }

// build writes a bundle to a path and pushes it to a registry. The path is empty, or the reference is zero, for
// a bundle that goes to the other alone.
func (c *program) build(ctx context.Context, path string, to registry.Reference, opts []engine.BundleOption) error {
	view, err := c.Open(ctx, engine.WithWorld())
	if err != nil {
		return err
	}
	if w := view.World(); w != nil {
		if err := c.checkInvariants(ctx, view, w); err != nil {
			return err
		}
	}
	built := struct {
		FormatVersion int    `json:"format_version"`
		Path          string `json:"path,omitempty"`
		Pushed        string `json:"pushed,omitempty"`
		Revision      string `json:"revision"`
	}{FormatVersion: output.FormatVersion, Path: path}
	var text string
	if path != "" {
		if err := view.WriteBundle(path, opts...); err != nil {
			return err
		}
		text = fmt.Sprintf("Wrote %s, revision %s\n", printable.Name(path), view.Revision())
	}
	if to != (registry.Reference{}) {
		if built.Pushed, err = c.push(ctx, view, to, opts); err != nil {
			return err
		}
		text += fmt.Sprintf("Pushed %s, revision %s\n", built.Pushed, view.Revision())
	}
	if built.Revision = view.Revision(); c.Format == output.JSON {
		return c.WriteJSON(built)
	}
	_, err = io.WriteString(c.Out, text)
	return err
}

// push puts a bundle into a registry, and returns the reference to its digest.
func (c *program) push(ctx context.Context, view *engine.View, to registry.Reference, opts []engine.BundleOption) (pushed string, err error) {
	dir, err := os.MkdirTemp("", "rolecall-")
	if err != nil {
		return "", fmt.Errorf("push %s: %w", to, err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "bundle.tar.gz")
	if err := view.WriteBundle(path, opts...); err != nil {
		return "", err
	}
	archive, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("push %s: %w", to, err)
	}
	return registry.Push(ctx, to, archive, view.Revision(), c.Registry())
}

// checkInvariants reports the broken invariants of a configuration, and returns cli.ErrNegative
// if there are any.
func (c *program) checkInvariants(ctx context.Context, view *engine.View, w *schema.World) error {
	progress := c.StartProgress("questions asked")
	by := report.NewReporter(view, w, c.Path)
	results, err := suite.Check(ctx, view, suite.New(w, view).Invariants, suite.Options{Now: by.Now, Progress: progress.Show})
	progress.End()
	if err != nil {
		return err
	}
	r, err := by.Invariants(results)
	if err != nil {
		return err
	}
	if _, broken, _ := r.Counts(); broken == 0 {
		return nil
	}
	if err := r.Write(c.Out, c.Format, false); err != nil {
		return err
	}
	return cli.ErrNegative
}
