package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	maxRetries = 8
	minWait    = 250 * time.Millisecond
	maxWait    = 20 * time.Second
	// oneAnswer bounds one attempt. The resource's time-out bounds all of them.
	oneAnswer = 60 * time.Second
)

// newClient gives an HTTP client that repeats requests that were refused for the moment (429, 502, 503, 504) or that
// reached nobody. It waits as long as Retry-After says. Every creation carries an idempotency key.
func newClient() *http.Client {
	client := retryablehttp.NewClient()
	client.Logger = nil
	client.RetryMax = maxRetries
	client.RetryWaitMin = minWait
	client.RetryWaitMax = maxWait
	client.HTTPClient.Timeout = oneAnswer
	client.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error {
		// The token is for this server alone.
		return http.ErrUseLastResponse
	}
	client.CheckRetry = shouldRetry
	client.ErrorHandler = retryablehttp.PassthroughErrorHandler
	return client.StandardClient()
}

func shouldRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		return !errors.Is(err, context.Canceled), nil
	}
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true, nil
	}
	return false, nil
}
