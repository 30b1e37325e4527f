package importing

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/replay"
)

// replayed names the variable with the path of the answers that a process of this test serves.
const replayed = "ROLECALL_TEST_REPLAY"

func TestMain(m *testing.M) {
	if path := os.Getenv(replayed); path != "" {
		if err := serve(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serve serves recorded answers until standard input ends. It prints its URL.
func serve(path string) error {
	s, err := replay.Open(path)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(l, s)
	fmt.Printf("http://%s\n", l.Addr())
	bufio.NewReader(os.Stdin).ReadString('\n')
	return nil
}

// mostTime is the most processor time that the import of the largest recorded server may take.
const mostTime = 3 * time.Second

// TestBig imports a server with 1,100 users and 1,535 folders, which another process replays, and bounds the
// processor time of the import: reading, writing and loading the result.
func TestBig(t *testing.T) {
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), replayed+"=testdata/10.1/big/responses.jsonl.gz")
	other.Stderr = os.Stderr
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		in.Close()
		other.Wait()
	}()
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	auth, err := server.ParseAuth("admin:admin")
	if err != nil {
		t.Fatal(err)
	}

	start, before := time.Now(), processorTime(t)
	i, err := server.Read(t.Context(), server.Options{URL: strings.TrimSpace(url), Auth: auth})
	if err != nil {
		t.Fatal(err)
	}
	read := processorTime(t) - before
	files := write.PlanOf(i, write.Options{Table: write.TableFor(i)}).Files()
	written := processorTime(t) - before
	_, diags := loader.Load(memory(files))
	took := processorTime(t) - before
	if diags.HasErrors() {
		t.Error(diags)
	}
	if len(i.Users) != 1100 || len(i.Folders) != 1535 || len(i.Dashboards) != 320 {
		t.Errorf("read %d users, %d folders, %d dashboards", len(i.Users), len(i.Folders), len(i.Dashboards))
	}
	t.Logf("%d users, %d folders: %v of processor time to read, %v to write, %v to load; %v in all, %v on the clock",
		len(i.Users), len(i.Folders), read, written-read, took-written, took, time.Since(start))
	if took > mostTime {
		t.Errorf("the import took %v of processor time, and may take %v", took, mostTime)
	}
}

// processorTime returns the processor time of this process so far.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
