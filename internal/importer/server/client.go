package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/rolecall/rolecall/internal/printable"
)

const (
	// longestWait bounds each wait before a repetition, even if the server asks for a longer one.
	longestWait = 30 * time.Second
	// answerTime bounds the time of one answer.
	answerTime = 2 * time.Minute
	// mostAnswers bounds the size of all answers together, in greatest answers.
	mostAnswers = 32
	// longestMessage bounds how much of a server's own words is quoted, in bytes.
	longestMessage = 300
)

// A client sends GET requests to one Grafana. It is safe for concurrent use.
type client struct {
	base    *url.URL
	auth    Auth
	http    *retryablehttp.Client
	maxBody int64
	// asked counts the answers, and bytes those of all answers.
	asked, bytes atomic.Int64
	// hide takes what signs in out of a text: servers and proxies may say it again.
	hide *strings.Replacer
}

func newClient(o Options) (*client, error) {
	base, err := parseURL(o.URL)
	if err != nil {
		return nil, err
	}
	c := &client{base: base, auth: o.Auth, maxBody: o.MaxBody, http: retryablehttp.NewClient(), hide: o.Auth.hider()}
	if c.maxBody <= 0 {
		c.maxBody = DefaultMaxBody
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = o.TLS
	transport.MaxIdleConnsPerHost = max(o.Concurrency, DefaultConcurrency)
	c.http.HTTPClient = &http.Client{Transport: transport, Timeout: answerTime, CheckRedirect: c.redirect}
	c.http.Logger = nil
	c.http.RetryMax = max(o.Retries, 0)
	c.http.RetryWaitMin, c.http.RetryWaitMax = time.Second, longestWait
	if o.Wait > 0 {
		c.http.RetryWaitMin = o.Wait
	}
	c.http.CheckRetry = retry
	c.http.Backoff = func(least, most time.Duration, attempt int, resp *http.Response) time.Duration {
		return min(retryablehttp.DefaultBackoff(least, most, attempt, resp), most)
	}
	c.http.ErrorHandler = retryablehttp.PassthroughErrorHandler
	return c, nil
}

// redirect follows redirects to the same server alone: another one would get what signs in.
func (c *client) redirect(to *http.Request, via []*http.Request) error {
	switch {
	case to.URL.Scheme != c.base.Scheme || to.URL.Host != c.base.Host:
		return &redirectError{fmt.Sprintf("it redirects to another server, %s://%s; "+
			"if that is the Grafana to import, name it as the URL", to.URL.Scheme, to.URL.Host)}
	case len(via) >= 5:
		return &redirectError{"it redirects more than five times"}
	}
	return nil
}

// A redirectError tells why a redirect is not followed.
type redirectError struct{ text string }

func (r *redirectError) Error() string { return r.text }

// retry reports whether a request is repeated: if there was no answer, or the server or a proxy
// before it was too busy. An internal error of Grafana's often stays, and is an answer, and a redirect stays, too.
func retry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	redirect := (*redirectError)(nil)
	if errors.As(err, &redirect) || err == nil && resp.StatusCode == http.StatusInternalServerError {
		return false, ctx.Err()
	}
	return retryablehttp.DefaultRetryPolicy(ctx, resp, err)
}

// passing are the answers of servers, and of proxies before them, that are busy or down. They say nothing about the
// rights of the sign-in or the parts that a release has.
var passing = []int{
	http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// A refusal is an answer other than 200 that stays.
type refusal struct {
	path    string
	status  int
	message string
}

// Error returns the status with the server's own words, which name the right that is missing.
func (r *refusal) Error() string {
	text := fmt.Sprintf("Grafana answered %s with %d", r.path, r.status)
	if r.message != "" {
		text += ": " + r.message
	}
	return text
}

// status returns the status of an answer that is a refusal; 0 for other errors.
func status(err error) int {
	var r *refusal
	if errors.As(err, &r) {
		return r.status
	}
	return 0
}

// get reads the answer to a path into a value. Org is the id of the org that is asked; 0 for the
// one that the asker is in. The error is a refusal if the server answered with another status
// than 200, unless it is a passing one.
func (c *client) get(ctx context.Context, org int64, path string, into any) error {
	req, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, c.base.String()+path, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", path, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "rolecall")
	if org != 0 {
		req.Header.Set("X-Grafana-Org-Id", strconv.FormatInt(org, 10))
	}
	switch {
	case c.auth.token != "":
		req.Header.Set("Authorization", "Bearer "+c.auth.token)
	case c.auth.login != "":
		req.SetBasicAuth(c.auth.login, c.auth.password)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("ask Grafana at %s for %s: %s", c.base.Host, path, c.hide.Replace(cause(err).Error()))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.maxBody+1))
	c.asked.Add(1)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case int64(len(body)) > c.maxBody:
		return fmt.Errorf("the answer to %s is larger than %d bytes", path, c.maxBody)
	case c.bytes.Add(int64(len(body))) > mostAnswers*c.maxBody:
		return fmt.Errorf("the answers up to %s are larger than %d bytes together", path, mostAnswers*c.maxBody)
	case err != nil:
		return fmt.Errorf("the answer to %s ends before its end: %w", path, err)
	case slices.Contains(passing, resp.StatusCode):
		return errors.New((&refusal{path, resp.StatusCode, c.message(body)}).Error() +
			"; it or a proxy before it is busy or down, so try again later")
	case resp.StatusCode != http.StatusOK:
		return &refusal{path, resp.StatusCode, c.message(body)}
	}
	return decode(path, c.hide.Replace(resp.Header.Get("Content-Type")), body, into)
}

// decode reads one JSON value. Grafana answers JSON wherever it is asked here, so that anything
// else is from a proxy or a page for signing in.
func decode(path, contentType string, body []byte, into any) error {
	if kind, _, err := mime.ParseMediaType(contentType); err != nil || kind != "application/json" {
		return fmt.Errorf("the answer to %s is not JSON but %q: the URL may not be Grafana's, "+
			"or a page for signing in is in between", path, printable.Name(contentType))
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(into); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err = errors.New("it ends before its end")
		}
		return fmt.Errorf("the answer to %s cannot be read: %w", path, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("the answer to %s cannot be read: something follows the JSON", path)
	}
	return nil
}

// message returns the server's own words in the body of a refusal, on one line and without secrets; empty if there
// are none that can be read.
func (c *client) message(body []byte) string {
	var said struct{ Message string }
	if json.Unmarshal(body, &said) != nil {
		return ""
	}
	text := strings.Join(strings.Fields(c.hide.Replace(said.Message)), " ")
	if len(text) > longestMessage {
		text = strings.ToValidUTF8(text[:longestMessage], "") + "…"
	}
	return printable.Name(strings.TrimRight(text, "."))
}

// cause returns an error of a request without its URL, which the message has already.
func cause(err error) error {
	var at *url.Error
	for errors.As(err, &at) {
		err = at.Err
	}
	return err
}
