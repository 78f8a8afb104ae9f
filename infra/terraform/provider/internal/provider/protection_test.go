package provider

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func protectedProject(name string, protection bool, labels string) string {
	return configured(fmt.Sprintf("resource \"weir_project\" \"p\" {\n  name = %q\n  deletion_protection = %t\n%s\n}\n", name, protection, labels))
}

func TestAccProtectionRefusesInThePlanAndInTheAPI(t *testing.T) {
	const p = "weir_project.p"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: protectedProject("acc protected", true, "labels = {\n team = \"shop\"\n}"),
				Check: resource.TestCheckResourceAttr(p, "labels.team", "shop")},
			{Config: configured(""), ExpectError: regexp.MustCompile("is protected from deletion")},
			{Config: protectedProject("acc renamed", true, "labels = {\n team = \"till\"\n}"), ConfigPlanChecks: inPlace(p),
				Check: resource.TestCheckResourceAttr(p, "labels.team", "till")},
			{ResourceName: p, ImportState: true, ImportStateId: "acc renamed", ImportStateVerify: true},
			{Config: protectedProject("acc renamed", false, ""), ConfigPlanChecks: inPlace(p),
				Check: resource.TestCheckResourceAttr(p, "labels.%", "0")},
		},
	})
}

func TestAccRenamedProjectMovesNoEnvironment(t *testing.T) {
	url := databaseURL("renamed.invalid")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(environment("acc before", "e", url, 1, ""))},
			{Config: configured(environment("acc after", "e", url, 1, "")), ConfigPlanChecks: inPlace("weir_environment.e"),
				Check: resource.TestCheckResourceAttr("weir_environment.e", "path", "acc after/e")},
			{Config: configured(environment("acc after", "e", url, 1, "")), ConfigPlanChecks: empty()},
		},
	})
}

func TestAccNamesThatAreTakenAreExplained(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{Config: protectedProject("demo", false, ""),
			ExpectError: regexp.MustCompile(`(?s)exists already.*terraform import weir_project`)}},
	})
}
