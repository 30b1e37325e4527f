package fleet

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"time"
)

// upload reads the body of a request of an OPA, and calls take with it unpacked.
func (f *Fleet) upload(w http.ResponseWriter, r *http.Request, kind *uploadCounts, take func(text []byte) error) {
	text, err := f.packed(w, r)
	if err == nil {
		f.unpacking <- struct{}{}
		if text, err = f.unpacked(text, r.Header.Get("Content-Encoding")); err == nil {
			err = take(text)
		}
		<-f.unpacking
	}
	if err != nil {
		kind.refused.Add(1)
		refuse(w, err)
		return
	}
	kind.taken.Add(1)
	w.WriteHeader(http.StatusNoContent)
}

// packed reads the body of a request as it is.
func (f *Fleet) packed(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return nil, problem{http.StatusBadRequest, "the Content-Type is not application/json"}
	}
	defer f.uploads.Add(-1)
	if f.uploads.Add(1) > int64(f.limits.Uploads) {
		return nil, problem{http.StatusServiceUnavailable, "too many uploads are in flight"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(f.limits.Upload)))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, problemf(http.StatusRequestEntityTooLarge, "the body has more than %d bytes", f.limits.Upload)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, problem{http.StatusRequestTimeout, "the body took too long"}
	case err != nil:
		return nil, problem{http.StatusBadRequest, "the body ended too early"}
	}
	return body, nil
}

// unpacked unpacks a body.
func (f *Fleet) unpacked(body []byte, coding string) ([]byte, error) {
	var from io.Reader = bytes.NewReader(body)
	switch coding {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(from)
		if err != nil {
			return nil, problem{http.StatusBadRequest, "the body is not gzip"}
		}
		from = z
	default:
		return nil, problem{http.StatusUnsupportedMediaType, "the Content-Encoding is not gzip"}
	}
	text, err := io.ReadAll(io.LimitReader(from, int64(f.limits.Unpacked)+1))
	switch {
	case err != nil:
		return nil, problem{http.StatusBadRequest, "the body is damaged: " + err.Error()}
	case len(text) > f.limits.Unpacked:
		const message = "the body has more than %d bytes once it is unpacked"
		return nil, problemf(http.StatusRequestEntityTooLarge, message, f.limits.Unpacked)
	}
	return text, nil
}

// decode decodes the JSON of an upload. The error is in the words of JSON.
func decode(text []byte, into any) error {
	err := json.Unmarshal(text, into)
	var typ *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	var at *time.ParseError
	switch {
	case errors.As(err, &typ) && typ.Field == "":
		return fmt.Errorf("it cannot be a JSON %s", typ.Value)
	case errors.As(err, &typ):
		return fmt.Errorf("%s cannot be a JSON %s", typ.Field, typ.Value)
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not JSON, as byte %d shows", syntax.Offset)
	case errors.As(err, &at):
		return fmt.Errorf("%q is not a time in the form of RFC 3339", at.Value)
	case err != nil:
		return errors.New("it is not in the form in which OPA sends it")
	}
	return nil
}
