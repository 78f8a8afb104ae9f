package provider

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

func TestAccObjectsAreImportedByTheirIds(t *testing.T) {
	config := environment("acc ids", "e", databaseURL("ids.invalid"), 1, "") + fmt.Sprintf(`
resource "weir_api_key" "k" {
  environment       = weir_environment.e.path
  name              = "web"
  secret_wo         = %q
  secret_wo_version = 1
}
`, canary+"0123456789abcdef0123456789abcdef")
	id := func(address string) resource.ImportStateIdFunc {
		return func(state *terraform.State) (string, error) {
			return state.RootModule().Resources[address].Primary.ID, nil
		}
	}
	key := func(state *terraform.State) (string, error) {
		found := state.RootModule().Resources["weir_api_key.k"].Primary
		return found.Attributes["environment_id"] + "/" + found.ID, nil
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(config)},
			{ResourceName: "weir_project.p", ImportState: true, ImportStateIdFunc: id("weir_project.p"), ImportStateVerify: true},
			{ResourceName: "weir_environment.e", ImportState: true, ImportStateIdFunc: id("weir_environment.e"), ImportStateVerify: true},
			{ResourceName: "weir_api_key.k", ImportState: true, ImportStateIdFunc: key, ImportStateVerify: true},
			{ResourceName: "weir_project.p", ImportState: true, ImportStateId: "not there", ExpectError: regexp.MustCompile("There is no project 'not there'")},
			{ResourceName: "weir_environment.e", ImportState: true, ImportStateId: "acc ids/not there", ExpectError: regexp.MustCompile("There is no environment")},
			{ResourceName: "weir_api_key.k", ImportState: true, ImportStateId: "acc ids/e/not there", ExpectError: regexp.MustCompile("There is no key")},
		},
	})
}
