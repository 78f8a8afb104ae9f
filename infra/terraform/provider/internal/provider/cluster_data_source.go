package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type clusterDataSource struct {
	dataSourceBase
}

func newClusterDataSource() datasource.DataSource { return &clusterDataSource{} }

type clusterModel struct {
	Region types.String `tfsdk:"region"`
	ID     types.String `tfsdk:"id"`
	Nodes  types.Int64  `tfsdk:"nodes"`
	Live   types.Int64  `tfsdk:"live"`
}

func (d *clusterDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_cluster"
}

func (d *clusterDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A cluster of a region: a failure domain with its nodes. The data source `weir_nodes` lists these.",
		Attributes: map[string]schema.Attribute{
			"region": schema.StringAttribute{Required: true, MarkdownDescription: "The region's name."},
			"id":     schema.StringAttribute{Required: true, MarkdownDescription: "The cluster's name."},
			"nodes":  schema.Int64Attribute{Computed: true, MarkdownDescription: "How many nodes are known."},
			"live":   schema.Int64Attribute{Computed: true, MarkdownDescription: "How many of them send heartbeats."},
		},
	}
}

func (d *clusterDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model clusterModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	region := d.regionNamed(ctx, model.Region.ValueString(), path.Root("region"), resp)
	if region == nil {
		return
	}
	var known []string
	for _, cluster := range clusterItems(*region) {
		if cluster.ID.Equal(model.ID) {
			model.Nodes, model.Live = cluster.Nodes, cluster.Live
			resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
			return
		}
		known = append(known, cluster.ID.ValueString())
	}
	resp.Diagnostics.AddAttributeError(path.Root("id"), "There is no cluster '"+model.ID.ValueString()+"' in '"+region.Id+"'",
		"The control plane knows: "+strings.Join(known, ", ")+".")
}
