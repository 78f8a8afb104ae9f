package provider

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// object is a value of the type with the attributes; the others are `rest`.
func object(t *testing.T, whole tftypes.Type, rest any, given map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	attributes := map[string]tftypes.Value{}
	for name, kind := range whole.(tftypes.Object).AttributeTypes {
		attributes[name] = tftypes.NewValue(kind, rest)
		if value, ok := given[name]; ok {
			attributes[name] = tftypes.NewValue(kind, value)
		}
	}
	value, err := tfprotov6.NewDynamicValue(whole, tftypes.NewValue(whole, attributes))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// planDatabase plans a weir_database at a control plane that knows it with so many connections granted.
func planDatabase(t *testing.T, charged int, planned map[string]any) []*tfprotov6.Diagnostic {
	t.Helper()
	plane := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"items": [{"id": "d1", "host": "db", "port": 5432, "limit": 50, "charged": %d}], "next": null}`, charged)
	}))
	defer plane.Close()
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	configuration := object(t, schemas.Provider.ValueType(), nil, map[string]any{"url": plane.URL, "token": "t"})
	configured, err := server.ConfigureProvider(background(), &tfprotov6.ConfigureProviderRequest{Config: configuration})
	if err != nil || len(configured.Diagnostics) > 0 {
		t.Fatal(err, configured.Diagnostics)
	}
	whole := schemas.ResourceSchemas["weir_database"].ValueType()
	none, err := tfprotov6.NewDynamicValue(whole, tftypes.NewValue(whole, nil))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.PlanResourceChange(background(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "weir_database", PriorState: &none,
		Config: object(t, whole, nil, planned), ProposedNewState: object(t, whole, nil, planned),
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Diagnostics
}

func TestALimitBelowTheGrantedConnectionsIsAWarning(t *testing.T) {
	found := planDatabase(t, 30, map[string]any{"host": "db", "port": 5432, "limit": 20})
	if len(found) != 1 || found[0].Severity != tfprotov6.DiagnosticSeverityWarning ||
		found[0].Attribute.String() != `AttributeName("limit")` || !strings.Contains(found[0].Detail, "30 connections open to db:5432") {
		t.Errorf("not one warning on limit: %+v", found)
	}
}

func TestALimitThatHoldsOrIsNotKnownYetIsNoWarning(t *testing.T) {
	for _, planned := range []map[string]any{
		{"host": "db", "port": 5432, "limit": 30},
		{"host": "db", "port": 5432, "limit": tftypes.UnknownValue},
		{"host": tftypes.UnknownValue, "port": 5432, "limit": 20},
		{"host": "other", "port": 5432, "limit": 20},
	} {
		if found := planDatabase(t, 30, planned); len(found) > 0 {
			t.Errorf("%v: %+v", planned, found[0])
		}
	}
}
