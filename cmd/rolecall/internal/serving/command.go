// Package serving is the command serve: a policy decision point over HTTP.
package serving

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/fleet"
	"github.com/rolecall/rolecall/engine/server"
	"github.com/rolecall/rolecall/internal/registry"
)

// A serving is one run of the command.
type serving struct {
	*cli.Env
	addr, diagnosticAddr, baseURL  string
	tokenFile, cert, key, clientCA string
	decisionLog                    string
	masks                          []string
	limits                         server.Limits
	header                         int
	fleet                          fleetFlags
	read, write, idle, grace, wait time.Duration
	// loopback reports whether only programs on the same machine reach addr.
	loopback bool
	// again is how long files wait that could not be read or watched.
	again time.Duration
	pull  time.Duration

	log     *slog.Logger
	reloads server.Reloads
	tokens  *server.Tokens
	tls     *certificates
	sink    *logFile
	// opas is nil without --fleet.
	opas *fleet.Fleet
}

// Command returns the command.
func Command(env *cli.Env) *cobra.Command {
	s := &serving{Env: env, limits: server.Defaults(), again: betweenTries}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer access requests over HTTP",
		Long: `Serve answers requests by AuthZEN's Authorization API 1.0 and by OPA's data API, from
the configuration or bundle at -C. It reloads when that changes; a configuration
that does not load leaves the last good one in place. The tag of a bundle in a
registry is looked up every --pull-interval.

With --fleet it also hands the bundle out to OPAs, which wait for a new one, and
takes their status and decision logs: /fleet shows which OPA runs which revision.

Without --token-file and --tls-cert it listens on loopback addresses alone, as
anybody who reaches it can ask. The files of both are read again when they change.

SIGTERM and Ctrl-C end it: /readyz answers 503 at once, requests in flight finish
within --shutdown-grace, and the exit code is 0. SIGHUP opens the file of
--decision-log again, for programs that rotate it.`,
		Example: `  rolecall -C examples/acme serve
  rolecall -C acme.tar.gz serve --addr 0.0.0.0:8181 --tls-cert tls.crt --tls-key tls.key --token-file tokens
  rolecall serve --decision-log decisions.jsonl --decision-log-mask subject.id
  rolecall serve --fleet --token-file tokens --fleet-token-file opa-tokens`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&s.addr, "addr", "127.0.0.1:8181", "`HOST:PORT` to listen on; port 0 is any free one")
	flags.StringVar(&s.diagnosticAddr, "diagnostic-addr", "", "`HOST:PORT` for /healthz, /readyz and /metrics alone, without TLS and tokens")
	flags.StringVar(&s.baseURL, "base-url", "", "`URL` of the server as clients see it, for the metadata (default: that of each request)")
	flags.StringVar(&s.tokenFile, "token-file", "", "`FILE` with the bearer tokens of clients, one a line")
	flags.StringVar(&s.cert, "tls-cert", "", "`FILE` with the certificate of the server, in PEM")
	flags.StringVar(&s.key, "tls-key", "", "`FILE` with the key of the certificate, in PEM")
	flags.StringVar(&s.clientCA, "client-ca", "", "`FILE` with the certificates that sign those of clients: each client needs one")
	flags.StringVar(&s.decisionLog, "decision-log", "", "`FILE` to which decisions are appended as lines of JSON; - is standard output")
	flags.StringSliceVar(&s.masks, "decision-log-mask", nil, "`PART` to leave out of the log: subject.id, subject.properties, resource.id, resource.properties, context or reasons; may be repeated")
	flags.IntVar(&s.limits.Body, "max-body", s.limits.Body, "greatest size of a request in `bytes`")
	flags.IntVar(&s.header, "max-header", 16<<10, "greatest size of the header of a request in `bytes`")
	flags.IntVar(&s.limits.Evaluations, "max-evaluations", s.limits.Evaluations, "greatest `number` of evaluations in a request")
	flags.IntVar(&s.limits.Results, "max-results", s.limits.Results, "greatest `number` of results on a page of a search")
	flags.IntVar(&s.limits.InFlight, "max-in-flight", s.limits.InFlight, "greatest `number` of requests that are decided at once")
	flags.IntVar(&s.limits.Searches, "max-searches", s.limits.Searches, "greatest `number` of searches at once")
	flags.DurationVar(&s.read, "read-timeout", 10*time.Second, "`time` that a client has to send a request")
	flags.DurationVar(&s.write, "write-timeout", 30*time.Second, "`time` that a request has to be answered in, and its client to read the answer")
	flags.DurationVar(&s.idle, "idle-timeout", 2*time.Minute, "`time` after which a connection without requests is closed")
	flags.DurationVar(&s.pull, "pull-interval", 30*time.Second, "`time` between two looks for another bundle under the tag of a registry")
	flags.DurationVar(&s.grace, "shutdown-grace", 10*time.Second, "`time` that requests in flight have to finish")
	flags.DurationVar(&s.wait, "shutdown-wait", 0, "`time` that the server answers on while it is not ready, before it ends")
	s.fleet.add(flags)
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	return cmd
}

// check returns an error for flags that cannot be.
func (s *serving) check() error {
	for name, limit := range map[string]int{
		"max-body": s.limits.Body, "max-header": s.header, "max-evaluations": s.limits.Evaluations,
		"max-results": s.limits.Results, "max-in-flight": s.limits.InFlight, "max-searches": s.limits.Searches,
	} {
		if limit < 1 {
			return fmt.Errorf("--%s is less than 1", name)
		}
	}
	for name, limit := range map[string]time.Duration{
		"read-timeout": s.read, "write-timeout": s.write, "idle-timeout": s.idle, "pull-interval": s.pull,
	} {
		if limit <= 0 {
			return fmt.Errorf("--%s is not more than 0", name)
		}
	}
	switch {
	case s.grace < 0 || s.wait < 0:
		return errors.New("--shutdown-grace and --shutdown-wait are not less than 0")
	case s.clientCA != "" && s.cert == "":
		return errors.New("--client-ca takes --tls-cert and --tls-key, too")
	case len(s.masks) > 0 && s.decisionLog == "":
		return errors.New("--decision-log-mask takes --decision-log, too")
	}
	if err := s.fleet.check(s); err != nil {
		return err
	}
	return s.checkAddress()
}

// checkAddress returns an error for an address that others reach, if anybody may ask there.
func (s *serving) checkAddress() error {
	addr, err := net.ResolveTCPAddr("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	s.loopback = addr.IP.IsLoopback()
	if s.tokenFile == "" && s.cert == "" && !s.loopback {
		return fmt.Errorf("--addr %s is not a loopback address, and without --token-file or --tls-cert anybody who reaches it "+
			"could ask; add one of these, or listen on 127.0.0.1", s.addr)
	}
	return nil
}

// run serves until the context or the program is told to end.
func (s *serving) run(ctx context.Context) error {
	if err := s.check(); err != nil {
		return err
	}
	s.log = slog.New(slog.NewTextHandler(s.Err, nil))
	if s.Format == output.JSON {
		s.log = slog.New(slog.NewJSONHandler(s.Err, nil))
	}
	// Neither may end the program: a log that nobody reads, and a signal to all who have logs.
	pipe, hangup := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	// What runs beside the server ends after it.
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	if registry.Is(s.Dir) {
		end, err := s.followRegistry(ctx)
		if err != nil {
			return err
		}
		defer func() {
			stop() // first, or the engine would look for the copy
			end()
		}()
	}
	eng, err := s.OpenEngine(ctx, engine.WithRevision(), engine.WithReloadObserver(s.reloaded))
	if err != nil {
		return err
	}
	collectLater()
	handler, log, err := s.handler(beside, eng)
	if err != nil {
		return err
	}
	if log != nil {
		defer s.closeLog(log)
	}
	go s.reopenAt(beside, hangup)
	ended := make(chan error, 3)
	main, err := s.listen(handler, ended)
	if err != nil {
		return err
	}
	defer main.Close()
	if s.diagnosticAddr != "" {
		diagnostics, err := s.listenTo(s.diagnosticAddr, handler.Diagnostics(), nil, "diagnostics", ended)
		if err != nil {
			return err
		}
		defer diagnostics.Close()
	}
	go s.watch(beside, eng)
	term, release := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer release()
	select {
	case err := <-ended:
		return err
	case <-term.Done():
	}
	release() // a second SIGTERM ends the program at once
	s.end(main, handler)
	return nil
}

// reloaded counts and logs a reload of the configuration.
func (s *serving) reloaded(ctx context.Context, err error) {
	s.reloads.Observe(ctx, err)
	if err != nil {
		s.log.Error("configuration not reloaded; the last good one stays", "error", err)
		return
	}
	collectLater()
	s.log.Info("configuration reloaded")
}

// handler returns what answers requests, and its log, nil for none.
func (s *serving) handler(ctx context.Context, eng *engine.Engine) (*server.Server, *decisionlog.Log, error) {
	// One body of the greatest size must fit, with its values.
	s.limits.Bodies = max(s.limits.Bodies, 8*s.limits.Body)
	opts := []server.Option{server.WithLimits(s.limits), server.WithReloads(&s.reloads)}
	if s.baseURL != "" {
		opts = append(opts, server.WithBaseURL(s.baseURL))
	}
	if s.tokenFile != "" {
		s.tokens = new(server.Tokens)
		opts = append(opts, server.WithTokens(s.tokens))
		if err := s.followTokens(ctx, "tokens", s.tokens, s.tokenFile); err != nil {
			return nil, nil, err
		}
	}
	if s.cert != "" {
		s.tls = new(certificates)
		paths := []string{s.cert, s.key}
		if s.clientCA != "" {
			paths = append(paths, s.clientCA)
		}
		if err := s.follow(ctx, "tls", s.readCertificates, paths...); err != nil {
			return nil, nil, err
		}
	}
	var log *decisionlog.Log
	if s.decisionLog != "" {
		var err error
		if log, err = s.openLog(ctx); err != nil {
			return nil, nil, err
		}
		opts = append(opts, server.WithDecisionLog(log))
	}
	if s.fleet.on {
		more, err := s.serveFleet(ctx, eng, log)
		if err != nil {
			return nil, nil, err
		}
		opts = append(opts, more...)
	}
	handler, err := server.New(eng, opts...)
	return handler, log, err
}

// openLog opens the decision log.
func (s *serving) openLog(ctx context.Context) (*decisionlog.Log, error) {
	var sink io.Writer = s.Out
	if s.decisionLog != "-" {
		var err error
		if s.sink, err = openLogFile(s.decisionLog); err != nil {
			return nil, err
		}
		sink = s.sink
	}
	return decisionlog.New(sink, decisionlog.WithMask(s.masks...), decisionlog.WithFailures(func(err error) {
		if err != nil {
			s.log.Error("decisions are not logged; they are counted as dropped", "error", err)
			return
		}
		s.log.Info("decisions are logged again")
	}))
}

// closeLog writes what is left of the decision log, as far as its file takes it.
func (s *serving) closeLog(log *decisionlog.Log) {
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	if err := log.Close(ctx); err != nil {
		s.log.Error("decisions are not logged", "error", err)
	}
	if n := log.Counts(); n.Overflowed+n.Failed > 0 {
		s.log.Warn("decisions were not logged", "full", n.Overflowed, "failed", n.Failed)
	}
	if s.sink != nil {
		s.sink.Close()
	}
}

// lastWords is how long the last lines of the decision log may take.
const lastWords = 5 * time.Second

// listen listens to the address for clients.
func (s *serving) listen(handler http.Handler, ended chan<- error) (*http.Server, error) {
	switch {
	case s.tokenFile == "" && s.cert == "":
		s.log.Warn("anybody on this machine can ask, as there is neither --token-file nor --tls-cert; so it listens on loopback alone")
	case s.tokenFile == "" && s.clientCA == "":
		s.log.Warn("anybody who reaches the server can ask, as there is neither --token-file nor --client-ca")
	case s.cert == "" && !s.loopback: // a proxy on the same machine may end TLS
		s.log.Warn("tokens are not encrypted on their way, as there is no --tls-cert")
	}
	return s.listenTo(s.addr, handler, s.tls, "requests", ended)
}

// listenTo serves a handler at an address.
func (s *serving) listenTo(
	addr string, handler http.Handler, certs *certificates, what string, ended chan<- error,
) (*http.Server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	h := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: s.read, ReadTimeout: s.read, WriteTimeout: s.write, IdleTimeout: s.idle,
		MaxHeaderBytes: s.header,
		ErrorLog:       stdlog.New(faults{s.log}, "", 0),
	}
	scheme := "http://"
	if certs != nil {
		scheme = "https://"
		h.TLSConfig = certs.config()
	}
	s.log.Info("serving "+what, "url", scheme+listener.Addr().String(), "configuration", s.Dir)
	go func() {
		err := error(nil)
		if certs != nil {
			err = h.ServeTLS(listener, "", "")
		} else {
			err = h.Serve(listener)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			ended <- fmt.Errorf("serve %s: %w", addr, err)
		}
	}()
	return h, nil
}

// end ends a server: it is not ready at once, and requests in flight finish.
func (s *serving) end(h *http.Server, handler *server.Server) {
	// An interrupt ends the program after a while by itself.
	s.Patience(s.wait + s.grace + lastWords + time.Second)
	handler.Drain()
	s.log.Info("ending", "wait", s.wait, "grace", s.grace)
	h.SetKeepAlivesEnabled(false)
	if s.opas != nil {
		h.RegisterOnShutdown(s.opas.Drain)
	}
	time.Sleep(s.wait)
	ctx, cancel := context.WithTimeout(context.Background(), s.grace)
	defer cancel()
	if err := h.Shutdown(ctx); err != nil {
		s.log.Warn("requests in flight were cut short", "error", err)
		h.Close()
	}
	s.log.Info("ended")
}

// reopenAt opens the file of the decision log again at each signal, until the context ends.
func (s *serving) reopenAt(ctx context.Context, hangup <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
		}
		if s.sink == nil {
			s.log.Info("SIGHUP does nothing, as --decision-log has no file")
			continue
		}
		err := s.sink.Reopen()
		s.reloads.Add("decision_log", err)
		if err != nil {
			s.log.Error("decision log not opened again", "error", err)
		} else {
			s.log.Info("decision log opened again", "file", s.decisionLog)
		}
	}
}

// faults log the errors of an http.Server that are its own. Broken handshakes and the like are the
// clients', and scanners of ports make many.
type faults struct{ log *slog.Logger }

// Write logs a line.
func (f faults) Write(line []byte) (int, error) {
	text := strings.TrimSpace(string(line))
	if strings.Contains(text, "panic serving") || strings.HasPrefix(text, "http: Accept error") {
		f.log.Error("serving fails", "error", text)
	}
	return len(line), nil
}
