package provider

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

var update = flag.Bool("update", false, "write testdata/schema.json anew")

// attribute is what a configuration depends on.
type attribute struct {
	Type      string                `json:"type,omitempty"`
	Required  bool                  `json:"required,omitempty"`
	Optional  bool                  `json:"optional,omitempty"`
	Computed  bool                  `json:"computed,omitempty"`
	Sensitive bool                  `json:"sensitive,omitempty"`
	WriteOnly bool                  `json:"writeOnly,omitempty"`
	Nested    map[string]*attribute `json:"nested,omitempty"`
}

func attributesOf(attributes []*tfprotov6.SchemaAttribute, t *testing.T, place string) map[string]*attribute {
	known := map[string]*attribute{}
	for _, a := range attributes {
		if a.Description == "" && a.Name != "create" && a.Name != "update" && a.Name != "delete" && a.Name != "timeouts" {
			t.Errorf("%s.%s has no description", place, a.Name)
		}
		shown := &attribute{Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive, WriteOnly: a.WriteOnly}
		if a.NestedType != nil {
			shown.Type = a.NestedType.Nesting.String()
			shown.Nested = attributesOf(a.NestedType.Attributes, t, place+"."+a.Name)
		} else {
			shown.Type = a.Type.String()
		}
		known[a.Name] = shown
	}
	return known
}

// TestSchemaIsTheOneThatWasPublished shows each change of the schema in a review: run it with -update to accept it.
// A removed or renamed attribute, one that became required, and another type break configurations.
func TestSchemaIsTheOneThatWasPublished(t *testing.T) {
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]map[string]*attribute{"resources": {}, "data_sources": {}, "ephemeral_resources": {}, "provider": {}}
	all["provider"]["weir"] = attributesOf(schemas.Provider.Block.Attributes, t, "provider")
	for name, schema := range schemas.ResourceSchemas {
		all["resources"][name] = attributesOf(schema.Block.Attributes, t, name)
	}
	for name, schema := range schemas.DataSourceSchemas {
		all["data_sources"][name] = attributesOf(schema.Block.Attributes, t, "data."+name)
	}
	for name, schema := range schemas.EphemeralResourceSchemas {
		all["ephemeral_resources"][name] = attributesOf(schema.Block.Attributes, t, "ephemeral."+name)
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	const golden = "testdata/schema.json"
	if *update {
		if err := os.WriteFile(golden, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(published) != string(text) {
		t.Errorf("the schema differs from %s: run go test ./internal/provider -run Schema -update, and review what changed", golden)
	}
}
