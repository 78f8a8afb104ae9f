package provider

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// testdata/state-0.json is what version 0 of the schemas wrote for one object of each resource. It is never changed: a later schema
// version adds a file, and an upgrade of the state.
func TestStatesOfEarlierReleasesAreRead(t *testing.T) {
	text, err := os.ReadFile("testdata/state-0.json")
	if err != nil {
		t.Fatal(err)
	}
	var states map[string]json.RawMessage
	if err := json.Unmarshal(text, &states); err != nil {
		t.Fatal(err)
	}
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range schemas.ResourceSchemas {
		state, ok := states[name]
		if !ok {
			t.Errorf("%s has no state in the file", name)
			continue
		}
		answer, err := server.UpgradeResourceState(background(), &tfprotov6.UpgradeResourceStateRequest{
			TypeName: name, Version: 0, RawState: &tfprotov6.RawState{JSON: state}})
		if err != nil || len(answer.Diagnostics) > 0 {
			t.Errorf("%s: %v %+v", name, err, answer.Diagnostics)
			continue
		}
		sameAttributes(t, name, state, answer.UpgradedState, schema.ValueType())
	}
}

// sameAttributes fails for each attribute that had a value and has none after the upgrade.
func sameAttributes(t *testing.T, name string, state json.RawMessage, upgraded *tfprotov6.DynamicValue, whole tftypes.Type) {
	t.Helper()
	var before map[string]any
	if err := json.Unmarshal(state, &before); err != nil {
		t.Fatal(err)
	}
	value, err := upgraded.Unmarshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	var after map[string]tftypes.Value
	if err := value.As(&after); err != nil {
		t.Fatal(err)
	}
	for attribute, was := range before {
		is, known := after[attribute]
		if was != nil && (!known || is.IsNull()) {
			t.Errorf("%s.%s was %v and is lost", name, attribute, was)
		}
	}
}
