package serving

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/internal/moment"
)

// TestClientCertificateExpires sets the clock of the machine forth and back: a certificate of a client that has expired
// is not valid again, also not after the files were read again.
func TestClientCertificateExpires(t *testing.T) {
	now := time.Now()
	var wall atomic.Int64
	wall.Store(now.UnixNano())
	defer moment.Pretend(func() time.Time { return time.Unix(0, wall.Load()) })()
	dir := t.TempDir()
	ours := certificate(t, dir, "server", now.AddDate(0, 0, 2))
	client := certificate(t, dir, "client", now.Add(time.Hour))
	s := &serving{
		Env: new(cli.Env), tls: new(certificates), log: slog.New(slog.DiscardHandler),
		cert: filepath.Join(dir, "server.crt"), key: filepath.Join(dir, "server.key"), clientCA: filepath.Join(dir, "client.crt"),
	}
	if err := s.readCertificates(t.Context()); err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", s.tls.config())
	if err != nil {
		t.Fatal(err)
	}
	served := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	go served.Serve(listener)
	defer served.Close()
	roots := x509.NewCertPool()
	leaf, err := x509.ParseCertificate(ours.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(leaf)
	admits := func() bool {
		t.Helper()
		c := &http.Client{Transport: &http.Transport{
			DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{client}},
		}}
		resp, err := c.Get("https://" + listener.Addr().String())
		if err == nil {
			resp.Body.Close()
		}
		return err == nil
	}
	for _, step := range []struct {
		name string
		at   time.Time
		want bool
	}{
		{"now", now, true}, {"set back", now.Add(-time.Minute), true}, {"set forth", now.Add(2 * time.Hour), false}, {"set back again", now, false},
	} {
		wall.Store(step.at.UnixNano())
		for range 2 {
			if got := admits(); got != step.want {
				t.Errorf("%s: the client is admitted: %t", step.name, got)
			}
			if err := s.readCertificates(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// certificate writes a certificate that signs itself, and its key, and returns both.
func certificate(t *testing.T, dir, name string, ends time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: ends.AddDate(0, 0, -3), NotAfter: ends, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	crt, private := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded})
	for file, text := range map[string][]byte{name + ".crt": crt, name + ".key": private} {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pair, err := tls.X509KeyPair(crt, private)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}
