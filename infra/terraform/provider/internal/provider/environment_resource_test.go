package provider

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

// environment is a project with one environment, whose further attributes are given.
func environment(project, name, url string, version int, attributes string) string {
	return fmt.Sprintf(`
resource "weir_project" "p" {
  name                = %q
  deletion_protection = false
}
resource "weir_environment" "e" {
  project                 = weir_project.p.name
  name                    = %q
  database_url_wo         = %q
  database_url_wo_version = %d
  deletion_protection     = false
%s
}
`, project, name, url, version, attributes)
}

func inPlace(address string) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)}}
}

func empty() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

func TestAccEnvironmentChangesEachAttributeInPlace(t *testing.T) {
	url := databaseURL("changes.invalid")
	const e = "weir_environment.e"
	first := environment("acc changes", "production", url, 1, "")
	limited := environment("acc changes", "production", url, 1, "settings = {\n connection_limit = 5\n idle_timeout = \"120s\"\n max_queue = 10\n}")
	renamed := environment("acc changes", "main", url, 1, "settings = {\n connection_limit = 5\n idle_timeout = \"120s\"\n max_queue = 10\n}")
	suspended := environment("acc changes", "main", url, 1, "state = \"suspended\"")
	rotated := environment("acc changes", "main", strings.Replace(url, "app:", "other:", 1), 2, "")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(first), Check: resource.ComposeTestCheckFunc(noSecrets,
				resource.TestCheckResourceAttr(e, "path", "acc changes/production"),
				resource.TestCheckResourceAttr(e, "region", "local"),
				resource.TestCheckResourceAttr(e, "state", "active"),
				resource.TestCheckResourceAttr(e, "settings.idle_timeout", "6m"),
				resource.TestCheckResourceAttr(e, "database.host", "changes.invalid"),
				resource.TestCheckResourceAttr(e, "database.user", "app"))},
			{Config: configured(first), ConfigPlanChecks: empty()},
			{Config: configured(limited), ConfigPlanChecks: inPlace(e), Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttr(e, "settings.connection_limit", "5"),
				resource.TestCheckResourceAttr(e, "settings.idle_timeout", "120s"))},
			{Config: configured(limited), ConfigPlanChecks: empty()},
			{Config: configured(renamed), ConfigPlanChecks: inPlace(e),
				Check: resource.TestCheckResourceAttr(e, "path", "acc changes/main")},
			{Config: configured(suspended), ConfigPlanChecks: inPlace(e), Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttr(e, "state", "suspended"),
				resource.TestCheckNoResourceAttr(e, "settings.connection_limit"),
				resource.TestCheckResourceAttr(e, "settings.idle_timeout", "6m"))},
			{Config: configured(rotated), ConfigPlanChecks: inPlace(e), Check: resource.ComposeTestCheckFunc(noSecrets,
				resource.TestCheckResourceAttr(e, "state", "active"),
				resource.TestCheckResourceAttr(e, "database.user", "other"))},
			{Config: configured(rotated), ConfigPlanChecks: empty()},
			{ResourceName: e, ImportState: true, ImportStateId: "acc changes/main", ImportStateVerify: true},
		},
	})
}

func TestAccEnvironmentChangedOutsideIsDrift(t *testing.T) {
	config := environment("acc drift", "production", databaseURL("drift.invalid"), 1, "")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(config), ExpectNonEmptyPlan: true, Check: func(state *terraform.State) error {
				limit := 3
				id := state.RootModule().Resources["weir_environment.e"].Primary.ID
				return api.Done(connection(t).Control.UpdateEnvironment(background(), id, &control.UpdateEnvironmentParams{},
					control.EnvironmentUpdate{Name: "production", ConnectionLimit: &limit}))
			}},
			{Config: configured(config), ConfigPlanChecks: inPlace("weir_environment.e"),
				Check: resource.TestCheckNoResourceAttr("weir_environment.e", "settings.connection_limit")},
		},
	})
}

func TestAccEnvironmentErrorsStandOnTheirAttributes(t *testing.T) {
	for name, c := range map[string]struct{ config, message string }{
		"region":   {environment("acc errors", "e", databaseURL("errors.invalid"), 1, "region = \"moon\""), "There is no region 'moon'"},
		"duration": {environment("acc errors", "e", databaseURL("errors.invalid"), 1, "settings = {\n idle_timeout = \"6 minutes\"\n}"), "Not a duration"},
		"state":    {environment("acc errors", "e", databaseURL("errors.invalid"), 1, "state = \"off\""), "state value must be one of"},
	} {
		t.Run(name, func(t *testing.T) {
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps: []resource.TestStep{{Config: configured(c.config), PlanOnly: true,
					ExpectError: regexp.MustCompile(c.message)}},
			})
		})
	}
}

func TestAccEnvironmentChangesThatTheAPIRefusesNameTheAttribute(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config:      configured(environment("acc refused", "e", databaseURL("refused.invalid"), 1, "settings = {\n connection_limit = 400\n}")),
			ExpectError: regexp.MustCompile(`settings.connection_limit must be 1 to \d+, not 400`)}},
	})
}

func TestAccEnvironmentWithoutAURLIsRefusedInThePlan(t *testing.T) {
	config := "resource \"weir_environment\" \"e\" {\n  project = \"demo\"\n  name = \"x\"\n}\n"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps:                    []resource.TestStep{{Config: configured(config), PlanOnly: true, ExpectError: regexp.MustCompile("No database URL")}},
	})
}

func TestAccRefusalsForTheMomentAreRepeated(t *testing.T) {
	var refused atomic.Int32
	proxy := &counter{intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || refused.Add(1) > 4 {
			return false
		}
		w.Header().Set("retry-after", "0")
		w.WriteHeader([]int{http.StatusTooManyRequests, http.StatusServiceUnavailable}[refused.Load()%2])
		return true
	}}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: configuredAt(proxy.through(t), environment("acc retries", "e", databaseURL("retries.invalid"), 1, "")),
		}},
	})
	if refused.Load() < 5 {
		t.Fatalf("only %d creations were seen", refused.Load())
	}
}

func TestAccTwoHundredEnvironmentsAreMadeAtOnceAndPlannedInFewRequests(t *testing.T) {
	proxy := &counter{}
	address := proxy.through(t)
	config := fmt.Sprintf(`
resource "weir_project" "many" {
  name                = "acc many"
  deletion_protection = false
}
resource "weir_environment" "many" {
  count           = 200
  project         = weir_project.many.name
  name            = "e${count.index}"
  database_url_wo = %q

  deletion_protection = false
}
`, databaseURL("many.invalid"))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configuredAt(address, config), Check: func(*terraform.State) error {
				var posts int
				for _, request := range proxy.seen() {
					if request == "POST /v1/environments" {
						posts++
					}
				}
				proxy.reset()
				if posts != 200 {
					return fmt.Errorf("%d creations for 200 environments", posts)
				}
				return nil
			}},
			{PreConfig: proxy.reset, RefreshState: true, Check: func(*terraform.State) error {
				// A refresh of this framework is a plan and its application.
				if seen := proxy.seen(); len(seen) > 60 {
					return fmt.Errorf("%d requests for the refresh of 201 resources", len(seen))
				}
				return nil
			}},
		},
	})
}
