package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestAccDataSourcesShowTheDemo(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: configured(`
data "weir_project" "demo" {
  name = "demo"
}
data "weir_projects" "all" {}
data "weir_environment" "demo" {
  project = "demo"
  name    = "demo"
}
data "weir_environments" "demo" {
  project = "demo"
}
data "weir_regions" "all" {}
data "weir_nodes" "a" {
  cluster = "a"
}
data "weir_pools" "demo" {
  environment = "demo/demo"
}
data "weir_usage" "today" {
  group_by    = "project"
  granularity = "day"
}
`),
			Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttrPair("data.weir_project.demo", "id", "data.weir_projects.all", "projects.0.id"),
				resource.TestCheckResourceAttr("data.weir_environment.demo", "database.provider", "postgresql"),
				resource.TestCheckResourceAttr("data.weir_environments.demo", "environments.#", "1"),
				resource.TestCheckResourceAttr("data.weir_regions.all", "regions.0.clusters.#", "2"),
				resource.TestCheckResourceAttr("data.weir_nodes.a", "nodes.0.id", "a1"),
				resource.TestCheckResourceAttrSet("data.weir_pools.demo", "pools.0.granted"),
				resource.TestCheckResourceAttrSet("data.weir_usage.today", "total.core_seconds"),
			),
		}},
	})
}
