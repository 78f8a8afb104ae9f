package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api/control"
)

type environmentDataSource struct {
	dataSourceBase
}

func newEnvironmentDataSource() datasource.DataSource { return &environmentDataSource{} }

type environmentItem struct {
	ID          types.String `tfsdk:"id"`
	Path        types.String `tfsdk:"path"`
	Project     types.String `tfsdk:"project"`
	Name        types.String `tfsdk:"name"`
	Region      types.String `tfsdk:"region"`
	State       types.String `tfsdk:"state"`
	SuspendedBy types.String `tfsdk:"suspended_by"`
	Database    types.Object `tfsdk:"database"`
}

// environmentAttributes are what an environment shows; the named ones are asked for.
func environmentAttributes(asked map[string]schema.Attribute) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"id":           schema.StringAttribute{Computed: true, MarkdownDescription: "Its id."},
		"path":         schema.StringAttribute{Computed: true, MarkdownDescription: "`project/environment`."},
		"project":      schema.StringAttribute{Computed: true, MarkdownDescription: "Its project's name."},
		"name":         schema.StringAttribute{Computed: true, MarkdownDescription: "Its name."},
		"region":       schema.StringAttribute{Computed: true, MarkdownDescription: "Where it lives."},
		"state":        schema.StringAttribute{Computed: true, MarkdownDescription: "`active` or `suspended`."},
		"suspended_by": schema.StringAttribute{Computed: true, MarkdownDescription: "Who suspended it, or null."},
		"database": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The database that it uses, without the password.",
			Attributes: map[string]schema.Attribute{
				"id":       schema.StringAttribute{Computed: true, MarkdownDescription: "The database's id in Weir."},
				"provider": schema.StringAttribute{Computed: true, MarkdownDescription: "The kind of database."},
				"host":     schema.StringAttribute{Computed: true, MarkdownDescription: "Host of the server."},
				"port":     schema.Int64Attribute{Computed: true, MarkdownDescription: "Port of the server."},
				"name":     schema.StringAttribute{Computed: true, MarkdownDescription: "The database's name on the server."},
				"user":     schema.StringAttribute{Computed: true, MarkdownDescription: "The role that connects."},
			},
		},
	}
	for name, attribute := range asked {
		attributes[name] = attribute
	}
	return attributes
}

func (d *environmentDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_environment"
}

func (d *environmentDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One environment, by the names of its project and its own.",
		Attributes: environmentAttributes(map[string]schema.Attribute{
			"project": schema.StringAttribute{Required: true, Validators: nameValidators(), MarkdownDescription: "Its project's name."},
			"name":    schema.StringAttribute{Required: true, Validators: nameValidators(), MarkdownDescription: "Its name."},
		}),
	}
}

// environmentItemOf gives an environment with the name of its project.
func (d *dataSourceBase) environmentItemOf(ctx context.Context, environment control.Environment) (environmentItem, error) {
	project, err := d.api.Projects.Get(ctx, environment.Project)
	if err != nil {
		return environmentItem{}, err
	}
	server, _ := serverOf(environment)
	return environmentItem{
		ID:          types.StringValue(environment.Id),
		Path:        types.StringValue(project.Name + "/" + environment.Name),
		Project:     types.StringValue(project.Name),
		Name:        types.StringValue(environment.Name),
		Region:      types.StringValue(environment.Region),
		State:       types.StringValue(string(environment.State)),
		SuspendedBy: suspendedBy(environment.SuspendedBy),
		Database:    server,
	}, nil
}

func (d *environmentDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config environmentItem
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	full := config.Project.ValueString() + "/" + config.Name.ValueString()
	environment, err := d.api.EnvironmentNamed(ctx, full)
	if err != nil {
		addProblem(&resp.Diagnostics, "The environment was not read", err, nil)
		return
	}
	if environment == nil {
		resp.Diagnostics.AddAttributeError(path.Root("name"), "There is no environment '"+full+"'",
			"The data source weir_environments lists those that exist.")
		return
	}
	item, err := d.environmentItemOf(ctx, *environment)
	if err != nil {
		addProblem(&resp.Diagnostics, "The environment's project was not read", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, item)...)
}
