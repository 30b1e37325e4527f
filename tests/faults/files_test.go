//go:build unix

package faults

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rolecall/rolecall/tests/await"
)

// issued returns a certificate for 127.0.0.1 that signs itself, and its key, in PEM.
func issued(t *testing.T, serial int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded}))
}

// TestCertificates checks that certificates are read again, that broken ones change nothing, and that
// a client without a certificate is refused where one is demanded.
func TestCertificates(t *testing.T) {
	dir := t.TempDir()
	cert, key := issued(t, 1)
	clientCert, clientKey := issued(t, 7)
	strangeCert, strangeKey := issued(t, 8)
	write(t, dir, "crt", cert)
	write(t, dir, "key", key)
	write(t, dir, "ca", clientCert)
	s := serve(t, dir, "--tls-cert", "crt", "--tls-key", "key", "--client-ca", "ca")
	if !strings.HasPrefix(s.url, "https://") {
		t.Fatal(s.url)
	}
	roots := x509.NewCertPool()
	trust := func(cert string) { roots.AppendCertsFromPEM([]byte(cert)) }
	shows := func(cert, key string) *tls.Config {
		pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
		if err != nil {
			t.Fatal(err)
		}
		return &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}}
	}
	// serial returns the number of the certificate of the server.
	serial := func() int64 {
		t.Helper()
		resp, err := s.client.Get(s.url + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	trust(cert)
	for name, config := range map[string]*tls.Config{"no certificate": {RootCAs: roots}, "a strange certificate": shows(strangeCert, strangeKey)} {
		s.trusting(config)
		if resp, err := s.client.Get(s.url + "/healthz"); err == nil {
			resp.Body.Close()
			t.Errorf("a client with %s is admitted", name)
		}
	}
	s.trusting(shows(clientCert, clientKey))
	if !s.ask(eve) || serial() != 1 {
		t.Error("the first certificate does not serve")
	}
	failed := func() int { return s.readiness().Reloads["tls"].Failed }
	for i, broken := range []string{"", "not a certificate", cert[:len(cert)/2], strangeCert} {
		write(t, dir, "crt", broken)
		await.Until(t, patience, "the broken certificate is not noticed", func() bool { return failed() > i })
		if !s.ask(eve) || serial() != 1 {
			t.Errorf("%.20q: the last good certificate does not serve", broken)
		}
	}
	next, nextKey := issued(t, 2)
	trust(next)
	write(t, dir, "key", nextKey) // it fits the certificate only once both are there
	write(t, dir, "crt", next)
	await.Until(t, patience, "the next certificate does not serve", func() bool { return serial() == 2 })
	write(t, dir, "ca", strangeCert)
	await.Until(t, patience, "the client is still admitted", func() bool {
		resp, err := s.client.Get(s.url + "/healthz")
		if err == nil {
			resp.Body.Close()
		}
		return err != nil
	})
	s.trusting(shows(strangeCert, strangeKey))
	if !s.ask(eve) {
		t.Error("the decision is wrong")
	}
	s.end()
}

// TestFullDisk checks that decisions are made, and counted as not logged, while the disk of the
// decision log is full.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	s := serve(t, t.TempDir(), "--decision-log", "/dev/full")
	for range 10 {
		if !s.ask(eve) || s.ask(vic) {
			t.Fatal("the decisions are wrong")
		}
	}
	await.Until(t, patience, "the lines are not counted", func() bool { return s.readiness().Log.Failed == 20 })
	if n := strings.Count(s.err.String(), "decisions are not logged"); n != 1 {
		t.Errorf("the log says so %d times", n)
	}
	s.end()
}

// TestBlockedLog checks that decisions do not wait for a decision log that nobody reads, and neither
// does the end of the server.
func TestBlockedLog(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	s := serve(t, dir, "--decision-log", "pipe")
	for range 300 { // more than a pipe holds
		if !s.ask(eve) {
			t.Fatal("the decision is wrong")
		}
	}
	s.end()
	if !strings.Contains(s.err.String(), "decisions are not logged") {
		t.Error("the server does not say that lines are lost")
	}
}

// TestHangup checks that SIGHUP opens the decision log again, and that no line is lost.
func TestHangup(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, dir, "--decision-log", "log.jsonl")
	path := filepath.Join(dir, "log.jsonl")
	s.ask(eve)
	await.Until(t, patience, "the decision is not logged", func() bool { return s.readiness().Log.Written == 1 })
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	s.ask(vic)
	await.Until(t, patience, "the decision is not logged", func() bool { return s.readiness().Log.Written == 2 })
	s.signal(syscall.SIGHUP)
	await.Until(t, patience, "the log is not opened again", func() bool { return s.readiness().Reloads["decision_log"].Succeeded == 1 })
	s.ask(eve)
	s.end() // writes what is left
	for path, want := range map[string]int{path + ".1": 2, path: 1} {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for lines := bufio.NewScanner(f); lines.Scan(); n++ {
			if !json.Valid(lines.Bytes()) {
				t.Errorf("%s", lines.Bytes())
			}
		}
		f.Close()
		if n != want {
			t.Errorf("%s has %d lines, want %d", path, n, want)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
}

// TestHangupWithoutLog checks that SIGHUP, which programs that rotate logs send to all, does not end
// a server without a log file.
func TestHangupWithoutLog(t *testing.T) {
	s := serve(t, t.TempDir())
	for range 2 {
		s.signal(syscall.SIGHUP)
	}
	await.Until(t, patience, "the signal is not noticed", func() bool { return strings.Contains(s.err.String(), "SIGHUP does nothing") })
	if !s.ask(eve) || s.ask(vic) {
		t.Error("the decisions are wrong")
	}
	s.end()
}

// TestBrokenPipe checks that the reader of a decision log may end: decisions are made, and counted as
// not logged.
func TestBrokenPipe(t *testing.T) {
	reader, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := serveTo(t, out, t.TempDir(), "--decision-log", "-")
	out.Close()
	s.ask(eve)
	if line, err := bufio.NewReader(reader).ReadBytes('\n'); err != nil || !json.Valid(line) {
		t.Errorf("%q, %v", line, err)
	}
	reader.Close()
	for range 3 {
		if !s.ask(eve) || s.ask(vic) {
			t.Fatal("the decisions are wrong")
		}
	}
	await.Until(t, patience, "the lines are not counted", func() bool { return s.readiness().Log.Failed == 6 })
	s.end()
}

// TestLogBesideConfiguration checks that the decision log may be in the folder of the configuration:
// its lines are no change of the configuration, also once the log was opened again.
func TestLogBesideConfiguration(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, dir, "--decision-log", "conf/log.jsonl")
	reloads := func() int { return s.readiness().Reloads["configuration"].Succeeded }
	path := filepath.Join(dir, "conf", "log.jsonl")
	for round := range 2 {
		time.Sleep(500 * time.Millisecond) // another name for the log may be a change
		before := reloads()
		if !s.ask(eve) || s.ask(vic) {
			t.Fatal("the decisions are wrong")
		}
		await.Until(t, patience, "the decisions are not logged", func() bool { return s.readiness().Log.Written == 2*(round+1) })
		time.Sleep(500 * time.Millisecond) // a change would be noticed
		if n := reloads() - before; n != 0 {
			t.Errorf("round %d: the configuration is reloaded %d times", round, n)
		}
		if err := os.Rename(path, path+".1"); err != nil {
			t.Fatal(err)
		}
		s.signal(syscall.SIGHUP)
		await.Until(t, patience, "the log is not opened again", func() bool { return s.readiness().Reloads["decision_log"].Succeeded == round+1 })
	}
	write(t, dir, "conf/main.hcl", strings.NewReplacer("user.eve", "user.vic", "user.vic", "user.eve").Replace(good))
	await.Until(t, patience, "the configuration is not reloaded", func() bool { return s.ask(vic) && !s.ask(eve) })
	s.end()
}
