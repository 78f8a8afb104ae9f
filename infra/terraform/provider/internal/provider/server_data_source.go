package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

type serverDataSource struct {
	dataSourceBase
}

func newServerDataSource() datasource.DataSource { return &serverDataSource{} }

type serverModel struct {
	Version      types.String   `tfsdk:"version"`
	BillingURL   types.String   `tfsdk:"billing_url"`
	Regions      []types.String `tfsdk:"regions"`
	Capabilities []types.String `tfsdk:"capabilities"`
}

func (d *serverDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_server"
}

func (d *serverDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The control plane itself.",
		Attributes: map[string]schema.Attribute{
			"version":      schema.StringAttribute{Computed: true, MarkdownDescription: "Its release; `unknown` outside of one."},
			"billing_url":  schema.StringAttribute{Computed: true, MarkdownDescription: "The billing meter's address; null where none is configured."},
			"regions":      schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Regions in which environments can be created."},
			"capabilities": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "What its API offers beyond the first release."},
		},
	}
}

func (d *serverDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.ready(&resp.Diagnostics) {
		return
	}
	server, err := api.Decode[control.Installation](d.api.Control.GetServer(ctx))
	if err != nil {
		addProblem(&resp.Diagnostics, "The control plane did not describe itself", err, nil)
		return
	}
	model := serverModel{Version: types.StringValue(server.Version), BillingURL: types.StringPointerValue(server.BillingUrl),
		Regions: []types.String{}, Capabilities: []types.String{}}
	for _, region := range server.Regions {
		model.Regions = append(model.Regions, types.StringValue(region))
	}
	for _, capability := range server.Capabilities {
		model.Capabilities = append(model.Capabilities, types.StringValue(capability))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
