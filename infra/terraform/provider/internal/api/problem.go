package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxAnswer bounds an answer that is read, in bytes.
const maxAnswer = 64 << 20

// Problem is a refusal of the control plane or of the billing meter, as RFC 9457 describes it.
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Help   string `json:"help"`
}

// Error gives the reason and the way out, in two sentences.
func (p *Problem) Error() string {
	return strings.TrimSpace(sentence(p.Detail) + " " + p.Help)
}

func sentence(text string) string {
	if text == "" {
		return ""
	}
	// A first word such as connection_limit or settings.query_timeout is a name, and stays as it is.
	if first, _, _ := strings.Cut(text, " "); !strings.ContainsAny(first, "_.") {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// Field is the request's field that a Problem is about, or "".
func (p *Problem) Field() string {
	if p.Code != "invalid-field" && p.Code != "limit-out-of-range" {
		return ""
	}
	field, _, _ := strings.Cut(p.Detail, " ")
	return field
}

// IsMissing reports whether err says that the object does not exist.
func IsMissing(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsStale reports whether err says that the object changed after the caller read it.
func IsStale(err error) bool { return hasStatus(err, http.StatusPreconditionFailed) }

// IsConflict reports whether err says that the request contradicts what exists.
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict) }

func hasStatus(err error, status int) bool {
	var problem *Problem
	return errors.As(err, &problem) && problem.Status == status
}

// Decode reads an answer: its body when it is a success, else its Problem as the error.
func Decode[T any](response *http.Response, err error) (T, error) {
	var value T
	if err != nil {
		return value, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return value, fmt.Errorf("the answer of %s broke off: %w", response.Request.URL.Path, err)
	}
	if response.StatusCode >= 300 {
		return value, problemOf(response, body)
	}
	if len(body) == 0 {
		return value, nil
	}
	if err := json.Unmarshal(body, &value); err != nil {
		return value, fmt.Errorf("%s did not answer in the form that this version of the provider knows: %w. "+
			"Use the provider of the same release as Weir", response.Request.URL.Path, err)
	}
	return value, nil
}

// Done is Decode for answers without a body.
func Done(response *http.Response, err error) error {
	_, err = Decode[struct{}](response, err)
	return err
}

func problemOf(response *http.Response, body []byte) error {
	problem := &Problem{}
	if json.Unmarshal(body, problem) != nil || problem.Detail == "" {
		problem.Detail = fmt.Sprintf("%s answered with status %d", response.Request.URL.Redacted(), response.StatusCode)
		problem.Help = "Check that the url of the provider is that of the control plane, and what lies between."
	}
	problem.Status = response.StatusCode
	if problem.Status == http.StatusUnauthorized {
		problem.Help = "Check the provider's token, or the environment variable WEIR_TOKEN."
	}
	return problem
}
