package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type databaseDataSource struct {
	dataSourceBase
}

func newDatabaseDataSource() datasource.DataSource { return &databaseDataSource{} }

type databaseItem struct {
	ID             types.String `tfsdk:"id"`
	Host           types.String `tfsdk:"host"`
	Port           types.Int64  `tfsdk:"port"`
	Limit          types.Int64  `tfsdk:"limit"`
	Reserve        types.Int64  `tfsdk:"reserve"`
	EffectiveLimit types.Int64  `tfsdk:"effective_limit"`
	Charged        types.Int64  `tfsdk:"charged"`
}

func (d *databaseDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_database"
}

func (d *databaseDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A database server as Weir knows it, with its limit.",
		Attributes: map[string]schema.Attribute{
			"id":              schema.StringAttribute{Computed: true, MarkdownDescription: "Its id."},
			"host":            schema.StringAttribute{Required: true, MarkdownDescription: "Host of the server."},
			"port":            schema.Int64Attribute{Required: true, MarkdownDescription: "Port of the server."},
			"limit":           schema.Int64Attribute{Computed: true, MarkdownDescription: "The most connections, ever."},
			"reserve":         schema.Int64Attribute{Computed: true, MarkdownDescription: "How many of these are never granted."},
			"effective_limit": schema.Int64Attribute{Computed: true, MarkdownDescription: "The limit that is enforced now."},
			"charged":         schema.Int64Attribute{Computed: true, MarkdownDescription: "How many connections nodes may have open now."},
		},
	}
}

func (d *databaseDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config databaseItem
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	database, err := d.api.DatabaseAt(ctx, config.Host.ValueString(), config.Port.ValueInt64())
	if err != nil {
		addProblem(&resp.Diagnostics, "The database was not read", err, nil)
		return
	}
	if database == nil {
		resp.Diagnostics.AddAttributeError(path.Root("host"),
			fmt.Sprintf("No environment uses %s:%d", config.Host.ValueString(), config.Port.ValueInt64()),
			"A database appears in Weir with its first environment.")
		return
	}
	var model databaseModel
	model.show(*database)
	resp.Diagnostics.Append(resp.State.Set(ctx, itemOf(model))...)
}

func itemOf(model databaseModel) databaseItem {
	return databaseItem{ID: model.ID, Host: model.Host, Port: model.Port, Limit: model.Limit,
		Reserve: model.Reserve, EffectiveLimit: model.EffectiveLimit, Charged: model.Charged}
}
