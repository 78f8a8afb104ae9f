package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

type regionDataSource struct {
	dataSourceBase
}

func newRegionDataSource() datasource.DataSource { return &regionDataSource{} }

func (d *regionDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_region"
}

func (d *regionDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A region with its clusters, which are failure domains.",
		Attributes: map[string]schema.Attribute{
			"id":       schema.StringAttribute{Required: true, MarkdownDescription: "The region's name."},
			"clusters": clustersAttribute(),
		},
	}
}

func clustersAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: "Its failure domains.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"id":    schema.StringAttribute{Computed: true, MarkdownDescription: "The cluster's name."},
			"nodes": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many nodes are known."},
			"live":  schema.Int64Attribute{Computed: true, MarkdownDescription: "How many of them send heartbeats."},
		}},
	}
}

func clusterItems(region control.Region) []clusterItem {
	items := []clusterItem{}
	for _, cluster := range region.Clusters {
		items = append(items, clusterItem{ID: types.StringValue(cluster.Id),
			Nodes: types.Int64Value(int64(cluster.Nodes)), Live: types.Int64Value(int64(cluster.Live))})
	}
	return items
}

func (d *regionDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model regionItem
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	region := d.regionNamed(ctx, model.ID.ValueString(), path.Root("id"), resp)
	if region == nil {
		return
	}
	model.Clusters = clusterItems(*region)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// regionNamed gives the region as it is now. Nil: a diagnostic says why there is none.
func (d *dataSourceBase) regionNamed(ctx context.Context, name string, attribute path.Path, resp *datasource.ReadResponse) *control.Region {
	list, err := api.Decode[control.RegionList](d.api.Control.ListRegions(ctx))
	if err != nil {
		addProblem(&resp.Diagnostics, "The regions were not listed", err, nil)
		return nil
	}
	var known []string
	for _, region := range list.Items {
		if region.Id == name {
			return &region
		}
		known = append(known, region.Id)
	}
	resp.Diagnostics.AddAttributeError(attribute, "There is no region '"+name+"'",
		"The control plane knows: "+strings.Join(known, ", ")+".")
	return nil
}
