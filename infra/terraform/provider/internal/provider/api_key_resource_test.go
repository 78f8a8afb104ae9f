package provider

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"weir.dev/terraform-provider-weir/internal/api"
)

// secret is one that only the tests know.
var secret = strings.ReplaceAll(canary, "0", "") + strings.Repeat("A1", 16)

func apiKey(name, secret string, version int, attributes string) string {
	return configured(environment("acc keys", "production", databaseURL("keys.invalid"), 1, "") + fmt.Sprintf(`
resource "weir_api_key" "k" {
  environment       = weir_environment.e.path
  name              = %q
  secret_wo         = %q
  secret_wo_version = %d
%s
}
`, name, secret, version, attributes))
}

func TestAccAPIKeyIsRotatedInPlaceAndItsSecretLiesNowhere(t *testing.T) {
	const k = "weir_api_key.k"
	hidden := func(state *terraform.State) error {
		if text := fmt.Sprint(state); strings.Contains(text, secret) {
			return fmt.Errorf("the state holds the key's secret")
		}
		return noSecrets(state)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: apiKey("app", secret, 1, ""), Check: resource.ComposeTestCheckFunc(hidden, resource.TestCheckResourceAttrSet(k, "prefix"))},
			{Config: apiKey("app", secret, 1, ""), ConfigPlanChecks: empty()},
			{Config: apiKey("web", secret+"B", 2, "expires_at = \"2099-01-01T00:00:00Z\""), ConfigPlanChecks: inPlace(k),
				Check: resource.ComposeTestCheckFunc(hidden, resource.TestCheckResourceAttr(k, "expires_at", "2099-01-01T00:00:00Z"))},
			{ResourceName: k, ImportState: true, ImportStateId: "acc keys/production/web", ImportStateVerify: true},
			{Config: apiKey("web", secret+"B", 2, ""), ConfigPlanChecks: inPlace(k), ExpectNonEmptyPlan: true,
				Check: func(state *terraform.State) error {
					attributes := state.RootModule().Resources[k].Primary.Attributes
					return api.Done(connection(t).Control.RevokeKey(background(), attributes["environment_id"], attributes["id"]))
				}},
			{Config: apiKey("web", secret, 3, ""), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(k, plancheck.ResourceActionCreate)}}},
		},
	})
}

func TestAccAPIKeyWithAShortSecretIsRefusedInThePlan(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps:                    []resource.TestStep{{Config: apiKey("app", "short", 1, ""), PlanOnly: true, ExpectError: regexp.MustCompile("32 to 86 random")}},
	})
}
