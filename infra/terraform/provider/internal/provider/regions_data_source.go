package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

type regionsDataSource struct {
	dataSourceBase
}

func newRegionsDataSource() datasource.DataSource { return &regionsDataSource{} }

type regionsModel struct {
	Regions []regionItem `tfsdk:"regions"`
}

type regionItem struct {
	ID       types.String  `tfsdk:"id"`
	Clusters []clusterItem `tfsdk:"clusters"`
}

type clusterItem struct {
	ID    types.String `tfsdk:"id"`
	Nodes types.Int64  `tfsdk:"nodes"`
	Live  types.Int64  `tfsdk:"live"`
}

func (d *regionsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_regions"
}

func (d *regionsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The regions that the control plane knows, with their clusters.",
		Attributes: map[string]schema.Attribute{
			"regions": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The regions.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":       schema.StringAttribute{Computed: true, MarkdownDescription: "The region's name."},
					"clusters": clustersAttribute(),
				}},
			},
		},
	}
}

func (d *regionsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.ready(&resp.Diagnostics) {
		return
	}
	list, err := api.Decode[control.RegionList](d.api.Control.ListRegions(ctx))
	if err != nil {
		addProblem(&resp.Diagnostics, "The regions were not listed", err, nil)
		return
	}
	model := regionsModel{Regions: []regionItem{}}
	for _, region := range list.Items {
		model.Regions = append(model.Regions, regionItem{ID: types.StringValue(region.Id), Clusters: clusterItems(region)})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
