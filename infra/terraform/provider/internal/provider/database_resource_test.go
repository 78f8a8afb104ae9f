package provider

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestAccDatabaseLimitIsAdoptedChangedAndImported(t *testing.T) {
	config := func(limit int) string {
		return configured(environment("acc limits", "production", databaseURL("limits.invalid"), 1, "") + fmt.Sprintf(`
resource "weir_database" "d" {
  host  = weir_environment.e.database.host
  port  = weir_environment.e.database.port
  limit = %d
}
data "weir_database" "d" {
  host = weir_database.d.host
  port = weir_database.d.port
}
`, limit))
	}
	const d = "weir_database.d"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config(30), Check: resource.TestCheckResourceAttr("data.weir_database.d", "limit", "30")},
			{Config: config(30), ConfigPlanChecks: empty()},
			{Config: config(40), ConfigPlanChecks: inPlace(d), Check: resource.TestCheckResourceAttr(d, "effective_limit", "40")},
			{ResourceName: d, ImportState: true, ImportStateId: "limits.invalid:5432", ImportStateVerify: true,
				ImportStateVerifyIgnore: []string{"charged"}},
		},
	})
}

func TestAccDatabaseLimitOfNothingIsRefusedInThePlan(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config:      configured("resource \"weir_database\" \"d\" {\n  host = \"h\"\n  port = 5432\n  limit = 0\n}\n"),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile("must be at least 1"),
		}},
	})
}
