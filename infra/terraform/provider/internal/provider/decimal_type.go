package provider

import (
	"context"
	"fmt"
	"math/big"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// decimalType is the type of exact amounts such as "0.05". They are texts, since money is no floating-point number.
type decimalType struct {
	basetypes.StringType
}

var _ basetypes.StringTypable = decimalType{}

func (t decimalType) Equal(other attr.Type) bool {
	_, ok := other.(decimalType)
	return ok
}

func (t decimalType) String() string { return "decimalType" }

func (t decimalType) ValueType(context.Context) attr.Value { return decimalValue{} }

func (t decimalType) ValueFromString(_ context.Context, value basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return decimalValue{StringValue: value}, nil
}

func (t decimalType) ValueFromTerraform(ctx context.Context, value tftypes.Value) (attr.Value, error) {
	text, err := t.StringType.ValueFromTerraform(ctx, value)
	if err != nil {
		return nil, err
	}
	return decimalValue{StringValue: text.(basetypes.StringValue)}, nil
}

type decimalValue struct {
	basetypes.StringValue
}

var (
	_ basetypes.StringValuableWithSemanticEquals = decimalValue{}
	_ xattr.ValidateableAttribute                = decimalValue{}
)

var decimalForm = regexp.MustCompile(`^[0-9]{1,13}(\.[0-9]{1,12})?$`)

func (v decimalValue) Type(context.Context) attr.Type { return decimalType{} }

func (v decimalValue) Equal(other attr.Value) bool {
	o, ok := other.(decimalValue)
	return ok && v.StringValue.Equal(o.StringValue)
}

func (v decimalValue) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(decimalValue)
	return ok && sameDecimal(v.ValueString(), o.ValueString()), nil
}

func (v decimalValue) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	if v.IsNull() || v.IsUnknown() || decimalForm.MatchString(v.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Not an exact amount",
		fmt.Sprintf("'%s' must be a decimal in quotes, 0 or more, with at most 12 decimals: \"0.05\".", v.ValueString()))
}

func sameDecimal(a, b string) bool {
	return a == b || canonicalDecimal(a) == canonicalDecimal(b)
}

// canonicalDecimal gives equal texts for equal amounts.
func canonicalDecimal(text string) string {
	number, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	return number.RatString()
}

func decimal(text string) decimalValue {
	return decimalValue{StringValue: basetypes.NewStringValue(text)}
}

func optionalDecimal(text *string) decimalValue {
	return decimalValue{StringValue: basetypes.NewStringPointerValue(text)}
}

// keptDecimal gives the amount of the API in the text that was used before, if it is the same.
func keptDecimal(before decimalValue, text string) decimalValue {
	if sameDecimal(before.ValueString(), text) {
		return before
	}
	return decimal(text)
}
