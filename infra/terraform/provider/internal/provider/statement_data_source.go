package provider

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/billing"
)

var month = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])$`)

type statementDataSource struct {
	dataSourceBase
}

func newStatementDataSource() datasource.DataSource { return &statementDataSource{} }

type statementModel struct {
	Project  types.String        `tfsdk:"project"`
	Period   types.String        `tfsdk:"period"`
	Number   types.String        `tfsdk:"number"`
	State    types.String        `tfsdk:"state"`
	Currency types.String        `tfsdk:"currency"`
	Total    types.String        `tfsdk:"total"`
	Rounding types.String        `tfsdk:"rounding"`
	Lines    []statementLineItem `tfsdk:"lines"`
}

type statementLineItem struct {
	Kind          types.String `tfsdk:"kind"`
	EnvironmentID types.String `tfsdk:"environment_id"`
	Meter         types.String `tfsdk:"meter"`
	Consumed      types.String `tfsdk:"consumed"`
	Unit          types.String `tfsdk:"unit"`
	UnitPrice     types.String `tfsdk:"unit_price"`
	RateCard      types.String `tfsdk:"rate_card"`
	Cost          types.String `tfsdk:"cost"`
}

func (d *statementDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "weir_statement"
}

func (d *statementDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A project's statement of a month. Amounts are exact decimals.",
		Attributes: map[string]schema.Attribute{
			"project": schema.StringAttribute{Required: true, Validators: nameValidators(), MarkdownDescription: "The project, by name."},
			"period": schema.StringAttribute{Required: true, MarkdownDescription: "The month (UTC), for example `2027-01`.",
				Validators: []validator.String{stringvalidator.RegexMatches(month, "must be a month such as 2027-01")}},
			"number":   text("The statement's number."),
			"state":    text("`draft` while the month is open, then `issued`."),
			"currency": text("The currency."),
			"total":    text("What is charged."),
			"rounding": text("The rest of rounding that the total holds."),
			"lines": schema.ListNestedAttribute{Computed: true, MarkdownDescription: "The lines.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"kind":           text("`usage`, `flat`, `minimum` or `correction`."),
					"environment_id": text("The environment's id, or null."),
					"meter":          text("What was measured, or null."),
					"consumed":       text("How much of it, or null."),
					"unit":           text("In which unit, or null."),
					"unit_price":     text("The price of a unit, or null."),
					"rate_card":      text("The rate card, or null."),
					"cost":           text("What the line costs."),
				}}},
		},
	}
}

func (d *statementDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model statementModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.ready(&resp.Diagnostics) {
		return
	}
	project, err := d.api.ProjectNamed(ctx, model.Project.ValueString())
	if err != nil || project == nil {
		resp.Diagnostics.AddAttributeError(path.Root("project"), "There is no project '"+model.Project.ValueString()+"'",
			orElse(err, "The data source weir_projects lists those that exist.").Error())
		return
	}
	meter, err := d.api.Billing(ctx)
	if err != nil {
		resp.Diagnostics.AddError("The statement was not read", err.Error())
		return
	}
	statement, err := api.Decode[billing.StampedStatement](meter.GetStatement(ctx, model.Period.ValueString(), project.Id, &billing.GetStatementParams{}))
	if err != nil {
		addProblem(&resp.Diagnostics, "The statement was not read", err, nil)
		return
	}
	model.Number, model.State = types.StringValue(statement.Number), types.StringValue(string(statement.State))
	model.Currency, model.Total = types.StringValue(statement.Currency), types.StringValue(statement.Total)
	model.Rounding, model.Lines = types.StringValue(statement.Rounding), []statementLineItem{}
	for _, line := range statement.Lines {
		model.Lines = append(model.Lines, statementLineItem{
			Kind: types.StringValue(string(line.Kind)), EnvironmentID: types.StringPointerValue(line.Environment),
			Meter: types.StringPointerValue(line.Metric), Consumed: types.StringPointerValue(line.Consumed),
			Unit: types.StringPointerValue(line.Unit), UnitPrice: types.StringPointerValue(line.UnitPrice),
			RateCard: types.StringPointerValue(line.RateCard), Cost: types.StringValue(line.Cost),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
