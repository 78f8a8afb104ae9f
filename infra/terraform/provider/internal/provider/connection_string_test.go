package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// A key that a control plane made.
const madeKey = "weir_eqyxf7zwy4s1_kxq5acg2qb2i_doOjsZqTTyhKwvAF1EmNpSjWYj0Q3d3wNQP4JtcWUpn1IdAcW"

func TestKeysAreWrittenAsWeirWritesThem(t *testing.T) {
	const prefix = "weir_eqyxf7zwy4s1_kxq5acg2qb2i_"
	key, err := keyText(prefix, strings.TrimPrefix(madeKey[:len(madeKey)-checksumDigits], prefix))
	if err != nil || key != madeKey {
		t.Fatalf("%s, %v", key, err)
	}
}

func TestConnectionStringsAreReadAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct{ form, endpoint, database, text string }{
		{"prisma", "http://127.0.0.1:4466", "", "prisma+postgres://localhost:4466/?api_key=" + madeKey},
		{"prisma", "https://db.example.com", "", "prisma://db.example.com/?api_key=" + madeKey},
		{"sql", "https://db.example.com", "shop", "postgresql://eqyxf7zwy4s1:" + madeKey + "@db.example.com/shop"},
	} {
		text, err := connectionString(c.form, c.endpoint, madeKey, c.database)
		if err != nil || text != c.text {
			t.Errorf("%s, %v", text, err)
		}
		p, err := parseConnectionString(text)
		if err != nil || p.form != c.form || p.key != madeKey || p.environment != "eqyxf7zwy4s1" || p.database != c.database {
			t.Errorf("%+v, %v", p, err)
		}
	}
}

func TestBrokenConnectionStringsAreRefused(t *testing.T) {
	for _, text := range []string{"", "x", "mysql://a:b@c/d", "prisma://host/?api_key=" + madeKey[1:], "prisma://host/?api_key=" + madeKey[:60] + "x",
		"postgresql://host/db", "prisma://host:99999999999/?api_key=" + madeKey} {
		if p, err := parseConnectionString(text); err == nil {
			t.Errorf("%q became %+v", text, p)
		}
	}
	if _, err := connectionString("prisma", "http://db.example.com", madeKey, ""); err == nil {
		t.Error("a Prisma client does not speak plain HTTP with a remote host")
	}
}

func TestAccFunctionsAndTheEphemeralConnectionString(t *testing.T) {
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: configured(`
locals {
  key = provider::weir::api_key("weir_e1_k1_", "` + secret + `")
  url = provider::weir::connection_string("sql", "https://db.example.com", local.key, "shop")
}
ephemeral "weir_connection_string" "app" {
  form     = "prisma"
  endpoint = "https://db.example.com"
  prefix   = "weir_e1_k1_"
  secret   = "` + secret + `"
}
output "environment" {
  value = provider::weir::parse_connection_string(local.url).environment_id
}
data "weir_server" "here" {}
`),
			Check: resource.ComposeTestCheckFunc(
				resource.TestCheckOutput("environment", "e1"),
				resource.TestCheckResourceAttr("data.weir_server.here", "regions.0", "local")),
		}},
	})
}
