package serving

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/fleet"
	"github.com/rolecall/rolecall/engine/server"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/printable"
)

// fleetFlags are the flags about OPAs.
type fleetFlags struct {
	on        bool
	tokenFile string
	limits    fleet.Limits
	// key, keyID and algorithm are those of the signatures. An empty key is that of none.
	key, keyID, algorithm string
	split                 bool
}

// add adds the flags.
func (f *fleetFlags) add(flags *pflag.FlagSet) {
	f.limits = fleet.Defaults()
	flags.BoolVar(&f.on, "fleet", false, "hand the bundle out to OPAs at /bundles/bundle.tar.gz, take their /status and /logs, and show them at /fleet")
	flags.StringVar(&f.tokenFile, "fleet-token-file", "", "`FILE` with the bearer tokens of OPAs, in place of those of --token-file for /bundles/, /status and /logs")
	flags.BoolVar(&f.split, "split-by-org", false, "also hand out a bundle for each org, and one for all else, as build --split-by-org writes them")
	flags.StringVar(&f.key, "sign-key", "", "`FILE` with the private key in PEM that bundles are signed with, or with the secret of --sign-alg HS256")
	flags.StringVar(&f.keyID, "sign-key-id", "default", "`ID` of the key in OPA's settings")
	flags.StringVar(&f.algorithm, "sign-alg", "", "`ALGORITHM` of the signatures, as build --alg has it (default: that of the key)")
	flags.IntVar(&f.limits.Instances, "max-instances", f.limits.Instances, "greatest `number` of OPAs that are remembered")
	flags.IntVar(&f.limits.Polls, "max-polls", f.limits.Polls, "greatest `number` of requests of OPAs that wait for a bundle")
	flags.DurationVar(&f.limits.Wait, "max-poll-wait", f.limits.Wait, "greatest `time` that such a request waits")
	flags.IntVar(&f.limits.Upload, "max-upload", f.limits.Upload, "greatest size of a status or of decision logs in `bytes`, as an OPA sends them")
	flags.IntVar(&f.limits.Unpacked, "max-unpacked", f.limits.Unpacked, "greatest size of these in `bytes`, once they are unpacked")
}

// check returns an error for flags that cannot be.
func (f *fleetFlags) check(s *serving) error {
	for name, limit := range map[string]int{
		"max-instances": f.limits.Instances, "max-polls": f.limits.Polls,
		"max-upload": f.limits.Upload, "max-unpacked": f.limits.Unpacked,
	} {
		if limit < 1 {
			return fmt.Errorf("--%s is less than 1", name)
		}
	}
	switch {
	case f.key == "" && f.algorithm != "":
		return errors.New("--sign-alg takes --sign-key, too")
	case f.split && !f.on:
		return errors.New("--split-by-org takes --fleet, too")
	case f.key != "" && !f.on:
		return errors.New("--sign-key takes --fleet, too")
	case f.limits.Wait <= 0:
		return errors.New("--max-poll-wait is not more than 0")
	case f.tokenFile != "" && !f.on:
		return errors.New("--fleet-token-file takes --fleet, too")
	case f.tokenFile != "" && s.tokenFile == "":
		return errors.New("--fleet-token-file takes --token-file, too: without it, anybody can ask for decisions and for /fleet")
	}
	return nil
}

// serveFleet returns the options of a server that also serves OPAs. Log is nil for none.
func (s *serving) serveFleet(ctx context.Context, eng *engine.Engine, log *decisionlog.Log) ([]server.Option, error) {
	opts := []fleet.Option{fleet.WithLimits(s.fleet.limits)}
	if log != nil {
		opts = append(opts, fleet.WithDecisionLog(log))
	}
	var signed []engine.BundleOption
	if s.fleet.key != "" {
		signer, err := s.fleet.signer(ctx)
		if err != nil {
			return nil, err
		}
		signed = append(signed, engine.Signed(signer))
	}
	opts = append(opts, fleet.WithBundles(func(v *engine.View) (map[string][]byte, error) {
		return bundles(v, s.fleet.split, signed)
	}))
	var err error
	if s.opas, err = fleet.New(eng, opts...); err != nil {
		return nil, err
	}
	var tokens *server.Tokens
	if s.fleet.tokenFile != "" {
		tokens = new(server.Tokens)
		if err := s.followTokens(ctx, "fleet_tokens", tokens, s.fleet.tokenFile); err != nil {
			return nil, err
		}
	}
	registry := prometheus.NewRegistry()
	process := collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})
	for _, c := range []prometheus.Collector{collectors.NewGoCollector(), process, s.opas} {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	options := []server.Option{server.WithRegistry(registry), server.WithHandler("GET "+fleet.ReportPath, s.opas.Report(), nil)}
	for _, path := range fleet.Paths() {
		options = append(options, server.WithHandler(path, s.opas, tokens))
	}
	return options, nil
}

// signer returns the signer of the bundles. Signatures do not tell the time, so that all servers with the key
// make the same.
func (f *fleetFlags) signer(ctx context.Context) (*signing.Signer, error) {
	text, err := cli.ReadKey(ctx, f.key)
	if err != nil {
		return nil, fmt.Errorf("--sign-key: %w", err)
	}
	signer, err := signing.NewSigner(text, f.algorithm, f.keyID, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("--sign-key %s: %w", printable.Name(f.key), err)
	}
	return signer, nil
}

// bundles returns the bundles of a View: the whole one, and those of orgs if it is split.
func bundles(v *engine.View, split bool, opts []engine.BundleOption) (map[string][]byte, error) {
	archives, err := engine.Archives(v, opts...)
	if err != nil || !split {
		return archives, err
	}
	parts, err := engine.Archives(v, append(slices.Clone(opts), engine.SplitByOrg())...)
	maps.Copy(archives, parts)
	return archives, err
}
