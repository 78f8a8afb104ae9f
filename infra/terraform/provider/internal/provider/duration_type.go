package provider

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// durationType is the type of attributes such as "90s" or "6m". Two texts of one length are equal.
type durationType struct {
	basetypes.StringType
}

var _ basetypes.StringTypable = durationType{}

func (t durationType) Equal(other attr.Type) bool {
	_, ok := other.(durationType)
	return ok
}

func (t durationType) String() string { return "durationType" }

func (t durationType) ValueType(context.Context) attr.Value { return durationValue{} }

func (t durationType) ValueFromString(_ context.Context, value basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return durationValue{StringValue: value}, nil
}

func (t durationType) ValueFromTerraform(ctx context.Context, value tftypes.Value) (attr.Value, error) {
	text, err := t.StringType.ValueFromTerraform(ctx, value)
	if err != nil {
		return nil, err
	}
	return durationValue{StringValue: text.(basetypes.StringValue)}, nil
}

type durationValue struct {
	basetypes.StringValue
}

var (
	_ basetypes.StringValuableWithSemanticEquals = durationValue{}
	_ xattr.ValidateableAttribute                = durationValue{}
)

func (v durationValue) Type(context.Context) attr.Type { return durationType{} }

func (v durationValue) Equal(other attr.Value) bool {
	o, ok := other.(durationValue)
	return ok && v.StringValue.Equal(o.StringValue)
}

func (v durationValue) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(durationValue)
	return ok && sameDuration(v.ValueString(), o.ValueString()), nil
}

func (v durationValue) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	if v.IsNull() || v.IsUnknown() {
		return
	}
	if duration, err := time.ParseDuration(v.ValueString()); err != nil || duration <= 0 || duration%time.Millisecond != 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a duration",
			fmt.Sprintf("'%s' must be a positive number of whole milliseconds with its unit: \"500ms\", \"90s\", \"6m\" or \"1h30m\".", v.ValueString()))
	}
}

func sameDuration(a, b string) bool {
	first, err := time.ParseDuration(a)
	if err != nil {
		return false
	}
	second, err := time.ParseDuration(b)
	return err == nil && first == second
}

// isoDuration gives the text of a duration as the API takes it, for example PT90S.
func (v durationValue) isoDuration() *string {
	duration, err := time.ParseDuration(v.ValueString())
	if err != nil {
		return nil
	}
	text := "PT" + strconv.FormatFloat(duration.Seconds(), 'f', -1, 64) + "S"
	return &text
}

var isoParts = regexp.MustCompile(`^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$`)

// durationOf gives the shortest text of what the API says, for example 6m for PT6M.
func durationOf(iso string) durationValue {
	parts := isoParts.FindStringSubmatch(iso)
	if parts == nil {
		return durationValue{StringValue: basetypes.NewStringValue(iso)}
	}
	text := ""
	for i, unit := range []string{"h", "m", "s"} {
		if parts[i+1] != "" {
			text += parts[i+1] + unit
		}
	}
	duration, err := time.ParseDuration(text)
	if err != nil {
		return durationValue{StringValue: basetypes.NewStringValue(iso)}
	}
	return durationValue{StringValue: basetypes.NewStringValue(shortest(duration))}
}

func shortest(duration time.Duration) string {
	text := duration.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// keepEquivalent plans no change where only the duration's text differs, as after an import.
type keepEquivalent struct{}

func (keepEquivalent) Description(context.Context) string {
	return "Another text of one duration is no change."
}

func (m keepEquivalent) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepEquivalent) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.StateValue.IsNull() && sameDuration(req.StateValue.ValueString(), req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}
