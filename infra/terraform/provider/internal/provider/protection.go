package provider

import (
	"context"
	"maps"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const (
	maxLabels = 64
	maxLabel  = 255
)

var labelName = regexp.MustCompile(`^[0-9A-Za-z]([0-9A-Za-z._/-]{0,61}[0-9A-Za-z])?$`)

func protectionAttribute() schema.BoolAttribute {
	return schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(true),
		MarkdownDescription: "While it is `true`, Weir refuses to delete the object, and a plan that would delete or replace it fails. Default: `true`."}
}

func labelsAttribute() schema.MapAttribute {
	return schema.MapAttribute{Optional: true, Computed: true, ElementType: types.StringType,
		Default:             mapdefault.StaticValue(types.MapValueMust(types.StringType, map[string]attr.Value{})),
		MarkdownDescription: "Names and values of your own, at most 64. Default: none.",
		Validators: []validator.Map{
			mapvalidator.SizeAtMost(maxLabels),
			mapvalidator.KeysAre(stringvalidator.RegexMatches(labelName, "must be 1 to 63 letters, digits and inner . _ / -")),
			mapvalidator.ValueStringsAre(stringvalidator.LengthAtMost(maxLabel)),
		}}
}

// addProtected refuses a plan that ends an object which is protected.
func addProtected(diags *diag.Diagnostics, what, does string) {
	diags.AddAttributeError(path.Root("deletion_protection"), what+" is protected from deletion",
		"This plan "+does+" it. If that is wanted, set deletion_protection = false and apply that first.")
}

func labelsOf(labels map[string]string) types.Map {
	values := map[string]attr.Value{}
	for name, value := range labels {
		values[name] = types.StringValue(value)
	}
	return types.MapValueMust(types.StringType, values)
}

func labelsIn(ctx context.Context, value types.Map, diags *diag.Diagnostics) map[string]string {
	labels := map[string]string{}
	diags.Append(value.ElementsAs(ctx, &labels, false)...)
	return labels
}

// sameMarks says whether labels and protection are as they were.
func sameMarks(ctx context.Context, labels types.Map, protection types.Bool, there map[string]string, protected bool) bool {
	var diags diag.Diagnostics
	return maps.Equal(labelsIn(ctx, labels, &diags), there) && protection.ValueBool() == protected
}
