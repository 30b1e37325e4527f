package serving

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/engine/server"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/moment"
	"github.com/rolecall/rolecall/internal/printable"
)

// maxFile is the greatest size in bytes of a file with tokens, certificates or a key.
const maxFile = 1 << 20

// followRegistry copies the bundle that a registry has, and again whenever its tag names another one, until end is
// called, which removes the copy. The engine notices that the copy has changed. The error is that of the first time;
// later ones are counted and logged, and change nothing.
func (s *serving) followRegistry(ctx context.Context) (end func(), err error) {
	if s.Copy, err = s.Pull(ctx); err != nil {
		return nil, err
	}
	s.log.Info("bundle pulled", "bundle", s.Copy.Reference())
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if s.Copy.Fixed() {
			return
		}
		for ticks := time.Tick(s.pull); ; {
			select {
			case <-following.Done():
				return
			case <-ticks:
				s.pullAgain(following)
			}
		}
	}()
	return func() {
		stop()
		<-ended
		if err := s.Copy.Remove(); err != nil {
			s.log.Warn("copy of the bundle not removed", "error", err)
		}
	}, nil
}

// registryKind is the kind of reload that a look at a registry is, once there is something to tell.
const registryKind = "registry"

// pullAgain looks for another bundle under the tag.
func (s *serving) pullAgain(ctx context.Context) {
	changed, err := s.Copy.Update(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.reloads.Add(registryKind, err)
		s.log.Error("bundle not pulled; the last one stays", "error", err)
	case changed:
		s.reloads.Add(registryKind, nil)
		s.log.Info("bundle pulled", "bundle", s.Copy.Reference())
	case s.reloads.All()[registryKind].Error != "":
		s.reloads.Add(registryKind, nil)
		s.log.Info("the registry answers again")
	}
}

// followTokens reads the tokens in a file, and again whenever it changes.
func (s *serving) followTokens(ctx context.Context, kind string, tokens *server.Tokens, path string) error {
	return s.follow(ctx, kind, func(ctx context.Context) error {
		text, err := files.ReadFile(ctx, path, maxFile)
		if err != nil {
			return fmt.Errorf("read tokens: %w", err)
		}
		if err := tokens.ParseTokens(text); err != nil {
			return fmt.Errorf("read tokens: %s: %w", printable.Name(path), err)
		}
		return nil
	}, path)
}

// certificates are those of the server, and of the clients that it admits. They can be replaced.
type certificates struct{ current atomic.Pointer[tls.Config] }

// config returns a configuration that follows the current certificates.
func (c *certificates) config() *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		NextProtos:         protocols,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return c.current.Load(), nil },
	}
}

// protocols are those of HTTP that clients can choose.
var protocols = []string{"h2", "http/1.1"}

// readCertificates reads the certificate, its key and the certificates for clients.
func (s *serving) readCertificates(ctx context.Context) error {
	cert, err := files.ReadFile(ctx, s.cert, maxFile)
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	key, err := files.ReadFile(ctx, s.key, maxFile)
	if err != nil {
		return fmt.Errorf("read key: %w", err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("read certificate %s and key %s: %w", printable.Name(s.cert), printable.Name(s.key), err)
	}
	c := &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: protocols, Certificates: []tls.Certificate{pair},
		Time: moment.Now, // a client's certificate that has expired stays expired
	}
	if s.clientCA != "" {
		ca, err := files.ReadFile(ctx, s.clientCA, maxFile)
		if err != nil {
			return fmt.Errorf("read certificates for clients: %w", err)
		}
		c.ClientCAs, c.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
		if !c.ClientCAs.AppendCertsFromPEM(ca) {
			return fmt.Errorf("read certificates for clients: %s has none in PEM", printable.Name(s.clientCA))
		}
	}
	s.tls.current.Store(c)
	return nil
}

// A logFile is a file to which lines are appended, and which can be opened again while others
// write: programs that rotate logs rename it. It is safe for concurrent use.
type logFile struct {
	path    string
	current atomic.Pointer[os.File]
}

// openLogFile opens a file, or makes it.
func openLogFile(path string) (*logFile, error) {
	l := &logFile{path: path}
	return l, l.Reopen()
}

// Reopen opens the file at the path again. After an error of opening, the earlier file stays.
func (l *logFile) Reopen() error {
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open decision log: %w", err)
	}
	if old := l.current.Swap(f); old != nil {
		if err := old.Close(); err != nil {
			return fmt.Errorf("close the last decision log, while the new one is in use: %w", err)
		}
	}
	return nil
}

// Write appends to the file, or to its successor if it is closed meanwhile.
func (l *logFile) Write(b []byte) (int, error) {
	f := l.current.Load()
	n, err := f.Write(b)
	for errors.Is(err, os.ErrClosed) {
		next := l.current.Load()
		if next == f {
			break
		}
		f = next
		var more int
		more, err = f.Write(b[n:])
		n += more
	}
	return n, err
}

// Close closes the file.
func (l *logFile) Close() error { return l.current.Load().Close() }
