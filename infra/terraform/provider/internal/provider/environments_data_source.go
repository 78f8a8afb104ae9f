package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type environmentsDataSource struct {
	dataSourceBase
}

func newEnvironmentsDataSource() datasource.DataSource { return &environmentsDataSource{} }

type environmentsModel struct {
	Project      types.String      `tfsdk:"project"`
	Environments []environmentItem `tfsdk:"environments"`
}

func (d *environmentsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_environments"
}

func (d *environmentsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All environments, or those of one project, oldest first.",
		Attributes: map[string]schema.Attribute{
			"project": schema.StringAttribute{Optional: true, MarkdownDescription: "Only this project's, by its name."},
			"environments": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The environments.",
				NestedObject: schema.NestedAttributeObject{Attributes: environmentAttributes(nil)},
			},
		},
	}
}

func (d *environmentsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model environmentsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	environments, err := d.api.Environments.All(ctx)
	if err != nil {
		addProblem(&resp.Diagnostics, "The environments were not listed", err, nil)
		return
	}
	model.Environments = []environmentItem{}
	for _, environment := range environments {
		item, err := d.environmentItemOf(ctx, environment)
		if err != nil {
			addProblem(&resp.Diagnostics, "An environment's project was not read", err, nil)
			return
		}
		if model.Project.IsNull() || model.Project.Equal(item.Project) {
			model.Environments = append(model.Environments, item)
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
