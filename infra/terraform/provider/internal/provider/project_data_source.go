package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api/control"
)

type projectDataSource struct {
	dataSourceBase
}

func newProjectDataSource() datasource.DataSource { return &projectDataSource{} }

type projectItem struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func projectItemOf(project control.Project) projectItem {
	return projectItem{ID: types.StringValue(project.Id), Name: types.StringValue(project.Name)}
}

func (d *projectDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_project"
}

func (d *projectDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One project, by its name.",
		Attributes: map[string]schema.Attribute{
			"id":   schema.StringAttribute{Computed: true, MarkdownDescription: "Its id."},
			"name": schema.StringAttribute{Required: true, Validators: nameValidators(), MarkdownDescription: "Its name."},
		},
	}
}

func (d *projectDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config projectItem
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	project, err := d.api.ProjectNamed(ctx, config.Name.ValueString())
	if err != nil {
		addProblem(&resp.Diagnostics, "The project was not read", err, nil)
		return
	}
	if project == nil {
		resp.Diagnostics.AddAttributeError(path.Root("name"), "There is no project '"+config.Name.ValueString()+"'",
			"The data source weir_projects lists those that exist.")
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, projectItemOf(*project))...)
}
