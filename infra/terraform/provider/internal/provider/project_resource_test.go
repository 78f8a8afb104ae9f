package provider

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

func TestAccProjectLivesFromCreationToImport(t *testing.T) {
	const config = "resource \"weir_project\" \"shop\" {\n  name = \"acc shop\"\n  deletion_protection = false\n}\n"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(config), Check: resource.TestCheckResourceAttrSet("weir_project.shop", "id")},
			{Config: configured(config), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
			{ResourceName: "weir_project.shop", ImportState: true, ImportStateId: "acc shop", ImportStateVerify: true},
		},
	})
}

func TestAccProjectDeletedOutsideIsPlannedAnew(t *testing.T) {
	const config = "resource \"weir_project\" \"gone\" {\n  name = \"acc gone\"\n  deletion_protection = false\n}\n"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(config), Check: func(state *terraform.State) error {
				id := state.RootModule().Resources["weir_project.gone"].Primary.ID
				a := connection(t)
				return api.Done(a.Control.DeleteProject(background(), id, &control.DeleteProjectParams{}))
			}, ExpectNonEmptyPlan: true},
			{Config: configured(config), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("weir_project.gone", plancheck.ResourceActionCreate)}}},
		},
	})
}

func TestAccProjectNameWithASlashIsRefusedInThePlan(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config:      configured("resource \"weir_project\" \"bad\" {\n  name = \"a/b\"\n}\n"),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile("must hold no slash"),
		}},
	})
}
