package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"weir.dev/terraform-provider-weir/internal/api/control"
)

// settingsModel is how an environment is served.
type settingsModel struct {
	ConnectionLimit    types.Int64   `tfsdk:"connection_limit"`
	IdleTimeout        durationValue `tfsdk:"idle_timeout"`
	QueryTimeout       durationValue `tfsdk:"query_timeout"`
	TransactionTimeout durationValue `tfsdk:"transaction_timeout"`
	QueueTimeout       durationValue `tfsdk:"queue_timeout"`
	MaxQueue           types.Int64   `tfsdk:"max_queue"`
	MaxResponseBytes   types.Int64   `tfsdk:"max_response_bytes"`
}

const (
	defaultIdle        = "6m"
	defaultQuery       = "10s"
	defaultTransaction = "15s"
	defaultQueue       = "10s"
	defaultMaxQueue    = 4096
	defaultMaxResponse = 16 << 20
)

var settingsTypes = map[string]attr.Type{
	"connection_limit":    types.Int64Type,
	"idle_timeout":        durationType{},
	"query_timeout":       durationType{},
	"transaction_timeout": durationType{},
	"queue_timeout":       durationType{},
	"max_queue":           types.Int64Type,
	"max_response_bytes":  types.Int64Type,
}

func settingsAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "How the environment is served. A setting that is left out has its default.",
		Default: objectdefault.StaticValue(types.ObjectValueMust(settingsTypes, map[string]attr.Value{
			"connection_limit":    types.Int64Null(),
			"idle_timeout":        duration(defaultIdle),
			"query_timeout":       duration(defaultQuery),
			"transaction_timeout": duration(defaultTransaction),
			"queue_timeout":       duration(defaultQueue),
			"max_queue":           types.Int64Value(defaultMaxQueue),
			"max_response_bytes":  types.Int64Value(defaultMaxResponse),
		})),
		Attributes: map[string]schema.Attribute{
			"connection_limit": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "The most connections that the environment may have open on all nodes together. Default: only the database's limit binds.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"idle_timeout":        durationAttribute(defaultIdle, "A pool without a request for this long is stopped."),
			"query_timeout":       durationAttribute(defaultQuery, "A query that runs longer is cancelled, in the database, too."),
			"transaction_timeout": durationAttribute(defaultTransaction, "The longest interactive transaction."),
			"queue_timeout":       durationAttribute(defaultQueue, "How long a request may wait for a connection."),
			"max_queue":           sizeAttribute(defaultMaxQueue, "How many requests may wait on one node."),
			"max_response_bytes":  sizeAttribute(defaultMaxResponse, "The largest answer, in bytes. A larger one is refused."),
		},
	}
}

func durationAttribute(standard, description string) schema.StringAttribute {
	return schema.StringAttribute{
		CustomType: durationType{},
		Optional:   true, Computed: true,
		Default:             stringdefault.StaticString(standard),
		MarkdownDescription: description + " A duration such as `90s` or `6m`. Default: `" + standard + "`.",
		PlanModifiers:       []planmodifier.String{keepEquivalent{}},
	}
}

func sizeAttribute(standard int64, description string) schema.Int64Attribute {
	return schema.Int64Attribute{
		Optional: true, Computed: true,
		Default:             int64default.StaticInt64(standard),
		MarkdownDescription: description + " Default: `" + types.Int64Value(standard).String() + "`.",
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
}

func duration(text string) durationValue {
	return durationValue{StringValue: basetypes.NewStringValue(text)}
}

// settingsOf gives what the API says as a value of the schema.
func settingsOf(environment control.Environment) (types.Object, diag.Diagnostics) {
	settings := environment.Settings
	return types.ObjectValue(settingsTypes, map[string]attr.Value{
		"connection_limit":    optionalInt(environment.ConnectionLimit),
		"idle_timeout":        durationOf(settings.IdleTimeout),
		"query_timeout":       durationOf(settings.QueryTimeout),
		"transaction_timeout": durationOf(settings.TransactionTimeout),
		"queue_timeout":       durationOf(settings.QueueTimeout),
		"max_queue":           types.Int64Value(int64(settings.MaxQueue)),
		"max_response_bytes":  types.Int64Value(settings.MaxResponseBytes),
	})
}

// settingsIn reads what is wanted.
func settingsIn(ctx context.Context, value types.Object, diags *diag.Diagnostics) settingsModel {
	var settings settingsModel
	diags.Append(value.As(ctx, &settings, basetypes.ObjectAsOptions{})...)
	return settings
}

func (s settingsModel) connectionLimit() *int { return intPointer(s.ConnectionLimit) }

func (s settingsModel) request() *control.SomeSettings {
	return &control.SomeSettings{
		IdleTimeout:        s.IdleTimeout.isoDuration(),
		QueryTimeout:       s.QueryTimeout.isoDuration(),
		TransactionTimeout: s.TransactionTimeout.isoDuration(),
		QueueTimeout:       s.QueueTimeout.isoDuration(),
		MaxQueue:           intPointer(s.MaxQueue),
		MaxResponseBytes:   s.MaxResponseBytes.ValueInt64Pointer(),
	}
}

// same says whether an environment is served in this way.
func (s settingsModel) same(environment control.Environment) bool {
	there := environment.Settings
	return s.ConnectionLimit.Equal(optionalInt(environment.ConnectionLimit)) &&
		sameDuration(s.IdleTimeout.ValueString(), durationOf(there.IdleTimeout).ValueString()) &&
		sameDuration(s.QueryTimeout.ValueString(), durationOf(there.QueryTimeout).ValueString()) &&
		sameDuration(s.TransactionTimeout.ValueString(), durationOf(there.TransactionTimeout).ValueString()) &&
		sameDuration(s.QueueTimeout.ValueString(), durationOf(there.QueueTimeout).ValueString()) &&
		s.MaxQueue.ValueInt64() == int64(there.MaxQueue) &&
		s.MaxResponseBytes.ValueInt64() == there.MaxResponseBytes
}

func intPointer(value types.Int64) *int {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	number := int(value.ValueInt64())
	return &number
}

func optionalInt(value *int) types.Int64 {
	if value == nil {
		return types.Int64Null()
	}
	return types.Int64Value(int64(*value))
}
