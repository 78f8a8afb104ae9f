package provider

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

// limited sets an environment's own limit behind Terraform's back.
func limited(t *testing.T, name string, limit int) {
	t.Helper()
	a := connection(t)
	found, err := a.EnvironmentNamed(background(), name)
	if err != nil || found == nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if err := api.Done(a.Control.UpdateEnvironment(background(), found.Id, &control.UpdateEnvironmentParams{},
		control.EnvironmentUpdate{Name: found.Name, ConnectionLimit: &limit})); err != nil {
		t.Error(err)
	}
}

func TestAccAChangeByAnotherHandIsNotOverwritten(t *testing.T) {
	url := databaseURL("conflict.invalid")
	var armed atomic.Bool
	proxy := &counter{}
	proxy.intercept = func(_ http.ResponseWriter, r *http.Request) bool {
		// The other apply comes in between: after this one has read the object, and before it writes.
		if r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, "/v1/environments/") && armed.CompareAndSwap(true, false) {
			limited(t, "acc conflict/e", 7)
		}
		return false
	}
	address := proxy.through(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configuredAt(address, environment("acc conflict", "e", url, 1, ""))},
			{PreConfig: func() { armed.Store(true) },
				Config:      configuredAt(address, environment("acc conflict", "e", url, 1, "settings = {\n connection_limit = 3\n}")),
				ExpectError: regexp.MustCompile(`(?s)was changed by another hand.*admin`)},
			{Config: configuredAt(address, environment("acc conflict", "e", url, 1, "settings = {\n connection_limit = 7\n}")), ConfigPlanChecks: empty()},
		},
	})
}

func TestAccAKeyIsNoObstacleForAChange(t *testing.T) {
	url := databaseURL("versions.invalid")
	var armed atomic.Bool
	proxy := &counter{}
	proxy.intercept = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, "/v1/environments/") && armed.CompareAndSwap(true, false) {
			// A key gives its environment a new version, and changes none of its attributes.
			a := connection(t)
			found, err := a.EnvironmentNamed(background(), "acc versions/e")
			if err != nil || found == nil {
				t.Errorf("no environment: %v", err)
				return false
			}
			if err := api.Done(a.Control.CreateKey(background(), found.Id, &control.CreateKeyParams{}, control.NewKey{Name: "other"})); err != nil {
				t.Error(err)
			}
		}
		return false
	}
	address := proxy.through(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configuredAt(address, environment("acc versions", "e", url, 1, ""))},
			{PreConfig: func() { armed.Store(true) },
				Config: configuredAt(address, environment("acc versions", "e", url, 1, "settings = {\n connection_limit = 3\n}")),
				Check:  resource.TestCheckResourceAttr("weir_environment.e", "settings.connection_limit", "3")},
		},
	})
}

func TestAccACreationWhoseAnswerIsLostIsDoneOnce(t *testing.T) {
	var lost atomic.Int32
	proxy := &counter{}
	address := ""
	proxy.intercept = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || lost.Add(1)%2 == 0 {
			return false
		}
		// The control plane does it, and the connection breaks before its answer arrives.
		request, err := http.NewRequestWithContext(r.Context(), r.Method, weir.ControlURL+r.URL.Path, r.Body)
		if err != nil {
			t.Error(err)
			return false
		}
		request.Header = r.Header.Clone()
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
		panic(http.ErrAbortHandler)
	}
	address = proxy.through(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: configuredAt(address, environment("acc lost", "e", databaseURL("lost.invalid"), 1, "")),
			Check: func(*terraform.State) error {
				environments, err := connection(t).Environments.All(background())
				count := 0
				for _, e := range environments {
					if e.Server.Host == "lost.invalid" {
						count++
					}
				}
				if err != nil || count != 1 {
					return fmt.Errorf("%d environments, %v", count, err)
				}
				return nil
			},
		}},
	})
}
