package provider

import (
	"regexp"
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
data "weir_region" "local" {
  id = "local"
}
data "weir_cluster" "a" {
  region = "local"
  id     = "a"
}
data "weir_databases" "all" {}
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
				resource.TestCheckResourceAttr("data.weir_region.local", "clusters.#", "2"),
				resource.TestCheckResourceAttrPair("data.weir_cluster.a", "live", "data.weir_region.local", "clusters.0.live"),
				resource.TestCheckResourceAttrSet("data.weir_databases.all", "databases.0.effective_limit"),
				resource.TestCheckResourceAttr("data.weir_nodes.a", "nodes.0.id", "a1"),
				resource.TestCheckResourceAttrSet("data.weir_pools.demo", "pools.0.granted"),
				resource.TestCheckResourceAttrSet("data.weir_usage.today", "total.core_seconds"),
			),
		}},
	})
}

func TestAccDataSourcesNameWhatIsKnown(t *testing.T) {
	for name, c := range map[string]struct{ config, message string }{
		"region":  {"data \"weir_region\" \"r\" {\n  id = \"moon\"\n}\n", "There is no region 'moon'(?s).*local"},
		"cluster": {"data \"weir_cluster\" \"c\" {\n  region = \"local\"\n  id = \"z\"\n}\n", "There is no cluster 'z' in 'local'(?s).*a, b"},
	} {
		t.Run(name, func(t *testing.T) {
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps:                    []resource.TestStep{{Config: configured(c.config), PlanOnly: true, ExpectError: regexp.MustCompile(c.message)}},
			})
		})
	}
}
