package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type nodesDataSource struct {
	dataSourceBase
}

func newNodesDataSource() datasource.DataSource { return &nodesDataSource{} }

type nodesModel struct {
	Region  types.String `tfsdk:"region"`
	Cluster types.String `tfsdk:"cluster"`
	Nodes   []nodeItem   `tfsdk:"nodes"`
}

type nodeItem struct {
	ID          types.String `tfsdk:"id"`
	Region      types.String `tfsdk:"region"`
	Cluster     types.String `tfsdk:"cluster"`
	Incarnation types.String `tfsdk:"incarnation"`
	Endpoint    types.String `tfsdk:"endpoint"`
	Capacity    types.Int64  `tfsdk:"capacity"`
	Charged     types.Int64  `tfsdk:"charged"`
	Health      types.String `tfsdk:"health"`
}

func (d *nodesDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_nodes"
}

func (d *nodesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Data-plane nodes as their last heartbeats described them.",
		Attributes: map[string]schema.Attribute{
			"region":  schema.StringAttribute{Optional: true, MarkdownDescription: "Only nodes of this region."},
			"cluster": schema.StringAttribute{Optional: true, MarkdownDescription: "Only nodes of this cluster."},
			"nodes": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The nodes.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":          schema.StringAttribute{Computed: true, MarkdownDescription: "The node's name."},
					"region":      schema.StringAttribute{Computed: true, MarkdownDescription: "Its region."},
					"cluster":     schema.StringAttribute{Computed: true, MarkdownDescription: "Its cluster."},
					"incarnation": schema.StringAttribute{Computed: true, MarkdownDescription: "Its present life: another one after each start of the process."},
					"endpoint":    schema.StringAttribute{Computed: true, MarkdownDescription: "Where applications reach it."},
					"capacity":    schema.Int64Attribute{Computed: true, MarkdownDescription: "How many connections it is ready to hold."},
					"charged":     schema.Int64Attribute{Computed: true, MarkdownDescription: "How many connections it may have open."},
					"health":      schema.StringAttribute{Computed: true, MarkdownDescription: "`live`, `draining` or `suspect`."},
				}},
			},
		},
	}
}

func (d *nodesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model nodesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	nodes, err := d.api.Nodes(ctx)
	if err != nil {
		addProblem(&resp.Diagnostics, "The nodes were not listed", err, nil)
		return
	}
	model.Nodes = []nodeItem{}
	for _, node := range nodes {
		if wanted(model.Region, node.Region) && wanted(model.Cluster, node.Cluster) {
			model.Nodes = append(model.Nodes, nodeItem{
				ID:          types.StringValue(node.Id),
				Region:      types.StringValue(node.Region),
				Cluster:     types.StringValue(node.Cluster),
				Incarnation: types.StringValue(node.Incarnation),
				Endpoint:    types.StringValue(node.Endpoint),
				Capacity:    types.Int64Value(int64(node.Capacity)),
				Charged:     types.Int64Value(int64(node.Charged)),
				Health:      types.StringValue(string(node.Health)),
			})
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// wanted says whether a value passes a filter, which may be left out.
func wanted(filter types.String, value string) bool {
	return filter.IsNull() || filter.ValueString() == value
}
