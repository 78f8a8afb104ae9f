package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/billing"
)

type usageDataSource struct {
	dataSourceBase
}

func newUsageDataSource() datasource.DataSource { return &usageDataSource{} }

type usageModel struct {
	From            types.String `tfsdk:"from"`
	To              types.String `tfsdk:"to"`
	Granularity     types.String `tfsdk:"granularity"`
	GroupBy         types.String `tfsdk:"group_by"`
	Project         types.String `tfsdk:"project"`
	Environment     types.String `tfsdk:"environment"`
	CompleteThrough types.String `tfsdk:"complete_through"`
	Usage           []usageItem  `tfsdk:"usage"`
	Total           *totalItem   `tfsdk:"total"`
}

type usageItem struct {
	Start         types.String `tfsdk:"start"`
	End           types.String `tfsdk:"end"`
	EnvironmentID types.String `tfsdk:"environment_id"`
	ProjectID     types.String `tfsdk:"project_id"`
	Region        types.String `tfsdk:"region"`
	Cluster       types.String `tfsdk:"cluster"`
	CoreSeconds   types.String `tfsdk:"core_seconds"`
	Queries       types.Int64  `tfsdk:"queries"`
	Rows          types.Int64  `tfsdk:"rows"`
	BytesOut      types.Int64  `tfsdk:"bytes_out"`
}

type totalItem struct {
	CoreSeconds types.String `tfsdk:"core_seconds"`
	Queries     types.Int64  `tfsdk:"queries"`
	Rows        types.Int64  `tfsdk:"rows"`
	BytesOut    types.Int64  `tfsdk:"bytes_out"`
}

const stampForm = "2006-01-02T15:04:05Z07:00"

func (d *usageDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_usage"
}

func measures() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"core_seconds": schema.StringAttribute{Computed: true, MarkdownDescription: "CPU time in seconds, an exact decimal."},
		"queries":      schema.Int64Attribute{Computed: true, MarkdownDescription: "Queries."},
		"rows":         schema.Int64Attribute{Computed: true, MarkdownDescription: "Rows."},
		"bytes_out":    schema.Int64Attribute{Computed: true, MarkdownDescription: "Bytes of answers."},
	}
}

func (d *usageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	line := measures()
	line["start"] = schema.StringAttribute{Computed: true, MarkdownDescription: "Begin of the line's time, inclusive."}
	line["end"] = schema.StringAttribute{Computed: true, MarkdownDescription: "End of the line's time, exclusive."}
	line["environment_id"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The environment's id; null where lines are grouped otherwise."}
	line["project_id"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The project's id."}
	line["region"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The region."}
	line["cluster"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The cluster."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Usage that was measured, from the billing meter.",
		Attributes: map[string]schema.Attribute{
			"from": schema.StringAttribute{Optional: true,
				MarkdownDescription: "Inclusive: a date, or a time that is a whole hour. Default: the beginning of the present day (UTC)."},
			"to": schema.StringAttribute{Optional: true,
				MarkdownDescription: "Exclusive: a date, or a time that is a whole hour. Default: the end of the present hour."},
			"granularity": schema.StringAttribute{Optional: true,
				Validators:          []validator.String{stringvalidator.OneOf("hour", "day", "month")},
				MarkdownDescription: "The length of a line: `hour`, `day` or `month`. Default: `hour`."},
			"group_by": schema.StringAttribute{Optional: true,
				Validators:          []validator.String{stringvalidator.OneOf("project", "region", "cluster")},
				MarkdownDescription: "One line for each `project`, `region` or `cluster`. Default: for each environment."},
			"project":          schema.StringAttribute{Optional: true, MarkdownDescription: "Only this project's, by its name."},
			"environment":      schema.StringAttribute{Optional: true, Validators: pathValidators(), MarkdownDescription: "Only this environment's: `project/environment`."},
			"complete_through": schema.StringAttribute{Computed: true, MarkdownDescription: "All that live nodes measured until then is in. Null: this cannot be said of any time."},
			"usage": schema.ListNestedAttribute{Computed: true, MarkdownDescription: "The lines.",
				NestedObject: schema.NestedAttributeObject{Attributes: line}},
			"total": schema.SingleNestedAttribute{Computed: true, MarkdownDescription: "The sum of the lines.", Attributes: measures()},
		},
	}
}

func (d *usageDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model usageModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	meter, err := d.api.Billing(ctx)
	if err != nil {
		resp.Diagnostics.AddError("The usage was not read", err.Error())
		return
	}
	params := d.params(ctx, model, resp)
	if resp.Diagnostics.HasError() {
		return
	}
	report, err := api.Decode[billing.UsageReport](meter.GetUsage(ctx, params))
	if err != nil {
		addProblem(&resp.Diagnostics, "The usage was not read", err, nil)
		return
	}
	model.Usage = []usageItem{}
	for _, line := range report.Usage {
		model.Usage = append(model.Usage, usageItem{
			Start:         types.StringValue(line.Start.Format(stampForm)),
			End:           types.StringValue(line.End.Format(stampForm)),
			EnvironmentID: types.StringPointerValue(line.Environment),
			ProjectID:     types.StringPointerValue(line.Project),
			Region:        types.StringPointerValue(line.Region),
			Cluster:       types.StringPointerValue(line.Cluster),
			CoreSeconds:   types.StringValue(line.CoreSeconds),
			Queries:       types.Int64Value(int64(line.Queries)),
			Rows:          types.Int64Value(int64(line.Rows)),
			BytesOut:      types.Int64Value(int64(line.BytesOut)),
		})
	}
	model.Total = &totalItem{
		CoreSeconds: types.StringValue(report.Total.CoreSeconds),
		Queries:     types.Int64Value(int64(report.Total.Queries)),
		Rows:        types.Int64Value(int64(report.Total.Rows)),
		BytesOut:    types.Int64Value(int64(report.Total.BytesOut)),
	}
	model.CompleteThrough = types.StringNull()
	if report.CompleteThrough != nil {
		model.CompleteThrough = types.StringValue(report.CompleteThrough.Format(stampForm))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (d *usageDataSource) params(ctx context.Context, model usageModel, resp *datasource.ReadResponse) *billing.GetUsageParams {
	params := &billing.GetUsageParams{From: model.From.ValueStringPointer(), To: model.To.ValueStringPointer()}
	if !model.Granularity.IsNull() {
		granularity := billing.GetUsageParamsGranularity(model.Granularity.ValueString())
		params.Granularity = &granularity
	}
	if !model.GroupBy.IsNull() {
		by := billing.GetUsageParamsBy(model.GroupBy.ValueString())
		params.By = &by
	}
	if !model.Project.IsNull() {
		project, err := d.api.ProjectNamed(ctx, model.Project.ValueString())
		if err != nil || project == nil {
			resp.Diagnostics.AddAttributeError(path.Root("project"), "There is no project '"+model.Project.ValueString()+"'",
				"The data source weir_projects lists those that exist.")
			return params
		}
		params.Project = &project.Id
	}
	if !model.Environment.IsNull() {
		environment, err := d.api.EnvironmentNamed(ctx, model.Environment.ValueString())
		if err != nil || environment == nil {
			resp.Diagnostics.AddAttributeError(path.Root("environment"), "There is no environment '"+model.Environment.ValueString()+"'",
				"The data source weir_environments lists those that exist.")
			return params
		}
		params.Environment = &environment.Id
	}
	return params
}
