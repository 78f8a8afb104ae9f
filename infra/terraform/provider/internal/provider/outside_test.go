package provider

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/billing"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

// everything is an object of each kind that can be changed outside.
func everything(name string) string {
	return configured(environment("acc "+name, "e", databaseURL(name+".invalid"), 1, "labels = {\n team = \"shop\"\n}") + fmt.Sprintf(`
resource "weir_database" "d" {
  host    = weir_environment.e.database.host
  port    = weir_environment.e.database.port
  limit   = 30
  reserve = 2
}
resource "weir_api_key" "k" {
  environment       = weir_environment.e.path
  name              = "web"
  secret_wo         = %q
  secret_wo_version = 1
}
resource "weir_budget" "b" {
  name        = "acc-%s"
  environment = weir_environment.e.path
  amount      = "100"
}
resource "weir_service_token" "t" {
  name             = "acc %s"
  roles            = ["auditor"]
  token_wo         = %q
  token_wo_version = 1
}
`, secret, name, name, secret+name))
}

func planned(action plancheck.ResourceActionType, addresses ...string) resource.ConfigPlanChecks {
	var checks []plancheck.PlanCheck
	for _, address := range addresses {
		checks = append(checks, plancheck.ExpectResourceAction(address, action))
	}
	return resource.ConfigPlanChecks{PreApply: checks}
}

// idIn gives the id of a resource in the state.
func idIn(state *terraform.State, address string) string {
	return state.RootModule().Resources[address].Primary.ID
}

func TestAccOutsideChangesOfEachKindAreUndoneInPlace(t *testing.T) {
	config := everything("outside")
	change := func(state *terraform.State) error {
		a, reserve, labels := connection(t), 0, map[string]string{"team": "till"}
		meter, err := a.Billing(background())
		if err != nil {
			return err
		}
		environment := idIn(state, "weir_environment.e")
		return errors.Join(
			api.Done(a.Control.UpdateProject(background(), idIn(state, "weir_project.p"), &control.UpdateProjectParams{},
				control.ProjectUpdate{Name: "acc moved", Labels: &labels})),
			api.Done(a.Control.UpdateEnvironment(background(), environment, &control.UpdateEnvironmentParams{},
				control.EnvironmentUpdate{Name: "moved", Labels: &labels})),
			api.Done(a.Control.SetDatabaseLimit(background(), idIn(state, "weir_database.d"), &control.SetDatabaseLimitParams{},
				control.Limit{Limit: 20, Reserve: &reserve})),
			api.Done(a.Control.UpdateKey(background(), environment, idIn(state, "weir_api_key.k"), &control.UpdateKeyParams{},
				control.KeyUpdate{Name: "moved"})),
			api.Done(a.Control.UpdateToken(background(), idIn(state, "weir_service_token.t"), &control.UpdateTokenParams{},
				control.TokenUpdate{Name: "acc moved", Roles: []control.TokenUpdateRoles{"developer"}})),
			api.Done(meter.SetBudget(background(), "acc-outside", &billing.SetBudgetParams{},
				billing.NewBudget{Project: idIn(state, "weir_project.p"), Amount: "7"})),
		)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config, Check: change, ExpectNonEmptyPlan: true},
			{Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionUpdate, "weir_project.p", "weir_environment.e",
				"weir_database.d", "weir_api_key.k", "weir_budget.b", "weir_service_token.t")},
			{Config: config, ConfigPlanChecks: empty()},
		},
	})
}

func TestAccOutsideDeletionsOfEachKindArePlannedAnew(t *testing.T) {
	config := everything("deleted")
	again := strings.Replace(config, secret+"deleted", secret+"again", 1)
	remove := func(state *terraform.State) error {
		a := connection(t)
		meter, err := a.Billing(background())
		if err != nil {
			return err
		}
		return errors.Join(
			api.Done(meter.RemoveBudget(background(), "acc-deleted", &billing.RemoveBudgetParams{})),
			api.Done(a.Control.RevokeToken(background(), idIn(state, "weir_service_token.t"))),
			api.Done(a.Control.DeleteEnvironment(background(), idIn(state, "weir_environment.e"), &control.DeleteEnvironmentParams{})),
		)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config, Check: remove, ExpectNonEmptyPlan: true},
			// The text of a revoked token is refused on its attribute.
			{Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionCreate, "weir_environment.e", "weir_api_key.k",
				"weir_budget.b", "weir_service_token.t"), ExpectError: regexp.MustCompile("(?s)is that of another token.*token_wo *=")},
			{Config: again},
			{Config: again, ConfigPlanChecks: empty()},
		},
	})
}
