package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

type databasesDataSource struct {
	dataSourceBase
}

func newDatabasesDataSource() datasource.DataSource { return &databasesDataSource{} }

type databasesModel struct {
	Databases []databaseItem `tfsdk:"databases"`
}

func (d *databasesDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_databases"
}

func (d *databasesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All database servers that Weir knows, with their limits.",
		Attributes: map[string]schema.Attribute{
			"databases": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The database servers.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":              schema.StringAttribute{Computed: true, MarkdownDescription: "Its id."},
					"host":            schema.StringAttribute{Computed: true, MarkdownDescription: "Host of the server."},
					"port":            schema.Int64Attribute{Computed: true, MarkdownDescription: "Port of the server."},
					"limit":           schema.Int64Attribute{Computed: true, MarkdownDescription: "The most connections, ever."},
					"reserve":         schema.Int64Attribute{Computed: true, MarkdownDescription: "How many of these are never granted."},
					"effective_limit": schema.Int64Attribute{Computed: true, MarkdownDescription: "The limit that is enforced now."},
					"charged":         schema.Int64Attribute{Computed: true, MarkdownDescription: "How many connections nodes may have open now."},
				}},
			},
		},
	}
}

func (d *databasesDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.ready(&resp.Diagnostics) {
		return
	}
	databases, err := d.api.Databases.All(ctx)
	if err != nil {
		addProblem(&resp.Diagnostics, "The databases were not listed", err, nil)
		return
	}
	items := []databaseItem{}
	for _, database := range databases {
		var model databaseModel
		model.show(database)
		items = append(items, itemOf(model))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, databasesModel{Databases: items})...)
}
