package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

type projectsDataSource struct {
	dataSourceBase
}

func newProjectsDataSource() datasource.DataSource { return &projectsDataSource{} }

type projectsModel struct {
	Projects []projectItem `tfsdk:"projects"`
}

func (d *projectsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_projects"
}

func (d *projectsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All projects, oldest first.",
		Attributes: map[string]schema.Attribute{
			"projects": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The projects.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":   schema.StringAttribute{Computed: true, MarkdownDescription: "Its id."},
					"name": schema.StringAttribute{Computed: true, MarkdownDescription: "Its name."},
				}},
			},
		},
	}
}

func (d *projectsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.ready(&resp.Diagnostics) {
		return
	}
	projects, err := d.api.Projects.All(ctx)
	if err != nil {
		addProblem(&resp.Diagnostics, "The projects were not listed", err, nil)
		return
	}
	model := projectsModel{Projects: []projectItem{}}
	for _, project := range projects {
		model.Projects = append(model.Projects, projectItemOf(project))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
