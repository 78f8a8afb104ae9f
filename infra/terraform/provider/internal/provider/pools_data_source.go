package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

type poolsDataSource struct {
	dataSourceBase
}

func newPoolsDataSource() datasource.DataSource { return &poolsDataSource{} }

type poolsModel struct {
	Environment types.String `tfsdk:"environment"`
	Pools       []poolItem   `tfsdk:"pools"`
}

type poolItem struct {
	EnvironmentID types.String `tfsdk:"environment_id"`
	DatabaseID    types.String `tfsdk:"database_id"`
	Node          types.String `tfsdk:"node"`
	Cluster       types.String `tfsdk:"cluster"`
	Mode          types.String `tfsdk:"mode"`
	Granted       types.Int64  `tfsdk:"granted"`
	Charged       types.Int64  `tfsdk:"charged"`
	Suspect       types.Bool   `tfsdk:"suspect"`
}

func (d *poolsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_pools"
}

func (d *poolsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Connections that nodes may hold for environments.",
		Attributes: map[string]schema.Attribute{
			"environment": schema.StringAttribute{Optional: true, Validators: pathValidators(),
				MarkdownDescription: "Only this environment's: `project/environment`."},
			"pools": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The pools.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"environment_id": schema.StringAttribute{Computed: true, MarkdownDescription: "The environment's id."},
					"database_id":    schema.StringAttribute{Computed: true, MarkdownDescription: "The database's id."},
					"node":           schema.StringAttribute{Computed: true, MarkdownDescription: "The node."},
					"cluster":        schema.StringAttribute{Computed: true, MarkdownDescription: "The node's cluster."},
					"mode":           schema.StringAttribute{Computed: true, MarkdownDescription: "`dormant` or `active`."},
					"granted":        schema.Int64Attribute{Computed: true, MarkdownDescription: "The most connections that it is to have."},
					"charged":        schema.Int64Attribute{Computed: true, MarkdownDescription: "The most connections that it may have now."},
					"suspect":        schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the node is silent."},
				}},
			},
		},
	}
}

func (d *poolsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model poolsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	pools, err := d.pools(ctx, model.Environment, resp)
	if err != nil {
		addProblem(&resp.Diagnostics, "The pools were not listed", err, nil)
		return
	}
	model.Pools = []poolItem{}
	for _, pool := range pools {
		model.Pools = append(model.Pools, poolItem{
			EnvironmentID: types.StringValue(pool.Environment),
			DatabaseID:    types.StringValue(pool.Database),
			Node:          types.StringValue(pool.Node),
			Cluster:       types.StringValue(pool.Cluster),
			Mode:          types.StringValue(string(pool.Mode)),
			Granted:       types.Int64Value(int64(pool.Granted)),
			Charged:       types.Int64Value(int64(pool.Charged)),
			Suspect:       types.BoolValue(pool.Suspect),
		})
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	}
}

func (d *poolsDataSource) pools(ctx context.Context, full types.String, resp *datasource.ReadResponse) ([]control.Pool, error) {
	if full.IsNull() {
		return d.api.Pools(ctx)
	}
	environment, err := d.api.EnvironmentNamed(ctx, full.ValueString())
	if err != nil {
		return nil, err
	}
	if environment == nil {
		resp.Diagnostics.AddAttributeError(path.Root("environment"), "There is no environment '"+full.ValueString()+"'",
			"The data source weir_environments lists those that exist.")
		return nil, nil
	}
	list, err := api.Decode[control.PoolList](d.api.Control.ListEnvironmentPools(ctx, environment.Id))
	return list.Items, err
}
