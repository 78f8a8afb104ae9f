package provider

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

func serviceToken(name, text string, version int, attributes string) string {
	return configured(fmt.Sprintf(`
resource "weir_project" "p" {
  name                = "acc tokens"
  deletion_protection = false
}
resource "weir_service_token" "t" {
  name             = %q
  token_wo         = %q
  token_wo_version = %d
%s
}
`, name, text, version, attributes))
}

func TestAccServiceTokenIsChangedInPlaceAndItsTextLiesNowhere(t *testing.T) {
	const address = "weir_service_token.t"
	text := canary + strings.Repeat("b2", 16)
	first := serviceToken("acc-ci", text, 1, "roles = [\"developer\", \"auditor\"]\n projects = [weir_project.p.name]")
	second := serviceToken("acc-deploy", text+"c", 2, "roles = [\"developer\"]\n expires_at = \"2099-01-01T00:00:00Z\"")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: first, Check: noSecrets},
			{Config: first, ConfigPlanChecks: empty()},
			{Config: second, ConfigPlanChecks: inPlace(address), Check: resource.ComposeTestCheckFunc(noSecrets,
				resource.TestCheckNoResourceAttr(address, "projects"))},
			{Config: second, ConfigPlanChecks: empty()},
			{ResourceName: address, ImportState: true, ImportStateId: "acc-deploy", ImportStateVerify: true},
		},
	})
}

func TestAccAnAccessTokenIsRevokedAtTheEnd(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: configured(`
ephemeral "weir_access_token" "run" {
  roles    = ["auditor"]
  lifetime = "5m"
}
`),
			Check: func(*terraform.State) error {
				a := connection(t)
				page, err := api.Decode[control.AuditEntryPage](a.Control.ListAudit(background(), &control.ListAuditParams{}))
				if err != nil || len(page.Items) < 2 || page.Items[0].Action != "token.revoke" || page.Items[1].Action != "token.create" {
					return fmt.Errorf("not made and revoked: %v, %v", page.Items, err)
				}
				return nil
			},
		}},
	})
}

func TestAccALifeThatIsHeardIsNotDeclaredEnded(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: configured(`
data "weir_nodes" "all" {}
resource "weir_node_retirement" "n" {
  node        = data.weir_nodes.all.nodes[0].id
  incarnation = data.weir_nodes.all.nodes[0].incarnation
}
`),
			ExpectError: regexp.MustCompile("was not declared ended"),
		}},
	})
}
