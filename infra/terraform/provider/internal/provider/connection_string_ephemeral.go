package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// connectionStringEphemeral builds a URL from a key that is passed in. It creates nothing: it opens in every plan, too.
type connectionStringEphemeral struct{}

var _ ephemeral.EphemeralResource = (*connectionStringEphemeral)(nil)

func newConnectionStringEphemeral() ephemeral.EphemeralResource { return &connectionStringEphemeral{} }

type connectionStringModel struct {
	Form     types.String `tfsdk:"form"`
	Endpoint types.String `tfsdk:"endpoint"`
	Prefix   types.String `tfsdk:"prefix"`
	Secret   types.String `tfsdk:"secret"`
	Database types.String `tfsdk:"database"`
	APIKey   types.String `tfsdk:"api_key"`
	URL      types.String `tfsdk:"url"`
}

func (e *connectionStringEphemeral) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = "weir_connection_string"
}

func (e *connectionStringEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The URL with which an application reaches an environment, for a write-only attribute of another provider. It lies in no state.",
		Attributes: map[string]schema.Attribute{
			"form": schema.StringAttribute{Required: true, Validators: []validator.String{stringvalidator.OneOf("prisma", "sql")},
				MarkdownDescription: "`prisma` or `sql`."},
			"endpoint": schema.StringAttribute{Required: true, MarkdownDescription: "Where nodes are reached, for example `https://db.weir.example.com`."},
			"prefix":   schema.StringAttribute{Required: true, MarkdownDescription: "The attribute `prefix` of weir_api_key."},
			"secret":   schema.StringAttribute{Required: true, Sensitive: true, MarkdownDescription: "What was given as `secret_wo`."},
			"database": schema.StringAttribute{Optional: true, MarkdownDescription: "For `sql`: the database's name, which is checked then."},
			"api_key":  schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "The key's text."},
			"url":      schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "The URL."},
		},
	}
}

func (e *connectionStringEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model connectionStringModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := keyText(model.Prefix.ValueString(), model.Secret.ValueString())
	text := ""
	if err == nil {
		text, err = connectionString(model.Form.ValueString(), model.Endpoint.ValueString(), key, model.Database.ValueString())
	}
	if err != nil {
		resp.Diagnostics.AddError("No connection string", err.Error())
		return
	}
	model.APIKey, model.URL = types.StringValue(key), types.StringValue(text)
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
