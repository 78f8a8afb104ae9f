package provider

import (
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestAccTheStatementOfAnOpenMonthIsADraft(t *testing.T) {
	month := time.Now().UTC().Format("2006-01")
	const s = "data.weir_statement.s"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured("data \"weir_statement\" \"s\" {\n  project = \"nowhere\"\n  period = \"" + month + "\"\n}\n"),
				ExpectError: regexp.MustCompile("There is no project 'nowhere'")},
			{Config: configured("data \"weir_statement\" \"s\" {\n  project = \"demo\"\n  period = \"2027\"\n}\n"),
				ExpectError: regexp.MustCompile("must be a month")},
			{Config: configured("data \"weir_statement\" \"s\" {\n  project = \"demo\"\n  period = \"" + month + "\"\n}\n"),
				Check: resource.ComposeTestCheckFunc(
					resource.TestCheckResourceAttr(s, "state", "draft"),
					resource.TestCheckResourceAttr(s, "currency", "EUR"),
					resource.TestCheckResourceAttrSet(s, "total"))},
		},
	})
}
