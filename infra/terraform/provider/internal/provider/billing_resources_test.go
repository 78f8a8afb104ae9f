package provider

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// nextMonth is a month that is open and in which nothing was published.
func nextMonth(months int) string {
	now := time.Now().UTC()
	return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, months, 0).Format(stampForm)
}

// cardName is another one in each run, since what is published stays.
var cardName = "acc-" + strconv.FormatInt(time.Now().UnixMilli(), 36)

func rateCard(from, cpu, queries string) string {
	return fmt.Sprintf(`
resource "weir_rate_card" "c" {
  name           = %q
  title          = "Standard"
  effective_from = %q
  minimum        = "10.00"
  components = [
    {
      meter      = "cpu"
      form       = "per-unit"
      unit_price = %q
      included   = "100"
    },
    {
      meter = "queries"
      form  = "graduated"
      tiers = [%s]
    },
  ]
}
`, cardName, from, cpu, queries)
}

const tiers = `{ up_to = "1000", unit_price = "0.10" }, { unit_price = "0.05" }`

func TestAccRateCardIsPublishedInVersionsAndAssigned(t *testing.T) {
	const card = "weir_rate_card.c"
	assigned := func(from string) string {
		return fmt.Sprintf("resource \"weir_project\" \"p\" {\n  name = \"acc priced\"\n  deletion_protection = false\n}\n"+
			"resource \"weir_environment\" \"e\" {\n  project = weir_project.p.name\n  name = \"e\"\n  database_url_wo = %q\n  deletion_protection = false\n}\n"+
			"resource \"weir_rate_card_assignment\" \"a\" {\n  project = weir_environment.e.project\n  rate_card = weir_rate_card.c.name\n  effective_from = %q\n}\n",
			databaseURL("priced.invalid"), from)
	}
	first, second := nextMonth(1), nextMonth(2)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configured(rateCard(first, "0.50", tiers)), Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttr(card, "version", "1"), resource.TestCheckResourceAttr(card, "currency", "EUR"))},
			{Config: configured(rateCard(first, "0.5", tiers)), ConfigPlanChecks: empty()},
			{Config: configured(rateCard(second, "0.40", tiers) + assigned(second)), ConfigPlanChecks: inPlace(card),
				Check: resource.TestCheckResourceAttr(card, "version", "2")},
			{Config: configured(rateCard(second, "0.40", tiers) + assigned(second)), ConfigPlanChecks: empty()},
			{ResourceName: card, ImportState: true, ImportStateId: cardName, ImportStateVerify: true},
			{ResourceName: "weir_rate_card_assignment.a", ImportState: true, ImportStateId: "acc priced/" + second, ImportStateVerify: true},
		},
	})
}

func TestAccRateCardsThatAreNotWholeAreRefusedInThePlan(t *testing.T) {
	for name, c := range map[string]struct{ config, message string }{
		"gap":       {rateCard(nextMonth(1), "1", `{ up_to = "10", unit_price = "1" }`), "the last has none"},
		"overlap":   {rateCard(nextMonth(1), "1", `{ up_to = "10", unit_price = "1" }, { up_to = "9.5", unit_price = "1" }, { unit_price = "1" }`), "must rise"},
		"number":    {rateCard(nextMonth(1), "1,5", tiers), "Not an exact amount"},
		"time":      {rateCard("2027-01-01", "1", tiers), "Not a whole hour"},
		"no price":  {strings.Replace(rateCard(nextMonth(1), "1", tiers), `unit_price = "1"`, "", 1), "needs unit_price"},
		"one meter": {strings.Replace(rateCard(nextMonth(1), "1", tiers), `"queries"`, `"cpu"`, 1), "Two components for 'cpu'"},
	} {
		t.Run(name, func(t *testing.T) {
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps:                    []resource.TestStep{{Config: configured(c.config), PlanOnly: true, ExpectError: regexp.MustCompile(c.message)}},
			})
		})
	}
}

func TestAccBudgetIsSetChangedAndImported(t *testing.T) {
	const b = "weir_budget.b"
	budget := func(attributes string) string {
		return configured(environment("acc budget", "production", databaseURL("budget.invalid"), 1, "") +
			"resource \"weir_budget\" \"b\" {\n  name = \"acc-budget\"\n" + attributes + "\n}\n")
	}
	whole := budget("  project = weir_environment.e.project\n  amount = \"100.50\"")
	one := budget("  environment = weir_environment.e.path\n  amount = \"70\"\n  thresholds = [10, 90]\n  hard_stop = true")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: whole, Check: resource.TestCheckResourceAttr(b, "thresholds.#", "3")},
			{Config: whole, ConfigPlanChecks: empty()},
			{Config: one, ConfigPlanChecks: inPlace(b), Check: resource.TestCheckResourceAttr(b, "hard_stop", "true")},
			{Config: one, ConfigPlanChecks: empty()},
			{ResourceName: b, ImportState: true, ImportStateId: "acc-budget", ImportStateVerify: true},
		},
	})
}

func TestAccBudgetOfNothingIsRefusedInThePlan(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config:      configured("resource \"weir_budget\" \"b\" {\n  name = \"acc-none\"\n  amount = \"1\"\n}\n"),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile("project,environment"),
		}},
	})
}
