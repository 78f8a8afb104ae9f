package provider

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// A control plane that the same run starts does not answer yet.
func TestAccAPlanWithoutAnAPIIsMade(t *testing.T) {
	config := environment("acc nowhere", "e", databaseURL("nowhere.invalid"), 1, "region = \"local\"")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configuredAt("http://127.0.0.1:1", config), PlanOnly: true, ExpectNonEmptyPlan: true},
			{Config: configuredAt("not an address", config), PlanOnly: true, ExpectError: regexp.MustCompile("must be an address such as")},
		},
	})
}
