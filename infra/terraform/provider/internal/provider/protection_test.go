package provider

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
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

func TestAccAProtectedEnvironmentIsNeitherDeletedNorReplacedByAPlan(t *testing.T) {
	projects := "resource \"weir_project\" \"p\" {\n  name = \"acc p\"\n  deletion_protection = false\n}\n" +
		"resource \"weir_project\" \"q\" {\n  name = \"acc q\"\n  deletion_protection = false\n}\n"
	in := func(project string, protection bool) string {
		return configured(projects + fmt.Sprintf("resource \"weir_environment\" \"e\" {\n  project = weir_project.%s.name\n  name = \"e\"\n"+
			"  database_url_wo = %q\n  deletion_protection = %t\n}\n", project, databaseURL("protected.invalid"), protection))
	}
	refused := regexp.MustCompile("is protected from deletion")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: in("p", true)},
			{Config: configured(projects), PlanOnly: true, ExpectError: refused},
			{Config: in("q", true), PlanOnly: true, ExpectError: refused},
			{Config: in("p", false), ConfigPlanChecks: inPlace("weir_environment.e")},
			{Config: in("q", false), ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate, "weir_environment.e"),
				Check: resource.TestCheckResourceAttr("weir_environment.e", "path", "acc q/e")},
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
