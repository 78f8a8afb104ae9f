package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/billing"
)

const (
	maxThreshold = 1000
	// learning bounds how long a new project or environment may take to reach the billing meter.
	learning = 30 * time.Second
	pause    = 500 * time.Millisecond
)

type budgetResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure   = (*budgetResource)(nil)
	_ resource.ResourceWithImportState = (*budgetResource)(nil)
)

func newBudgetResource() resource.Resource { return &budgetResource{} }

type budgetModel struct {
	ID          types.String   `tfsdk:"id"`
	Name        types.String   `tfsdk:"name"`
	Project     types.String   `tfsdk:"project"`
	Environment types.String   `tfsdk:"environment"`
	Amount      decimalValue   `tfsdk:"amount"`
	Thresholds  types.Set      `tfsdk:"thresholds"`
	HardStop    types.Bool     `tfsdk:"hard_stop"`
	StoppedIn   types.String   `tfsdk:"stopped_in"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`
}

func (r *budgetResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_budget"
}

func (r *budgetResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A month's budget of a project or of one environment, with alerts, and with a hard stop if it is wanted. " +
			"Import id: the name.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `name`.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"name": schema.StringAttribute{Required: true, Validators: idValidators(),
				MarkdownDescription: "Its name, unique: 1 to 40 of a-z, 0-9 and inner hyphens. A change replaces the budget.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()}},
			"project": schema.StringAttribute{Optional: true,
				MarkdownDescription: "The project whose environments it is of, by name. Exactly one of `project` and `environment` is given.",
				Validators: []validator.String{stringvalidator.ExactlyOneOf(
					path.MatchRoot("project"), path.MatchRoot("environment"))}},
			"environment": schema.StringAttribute{Optional: true, Validators: pathValidators(),
				MarkdownDescription: "The environment that it is of: `project/environment`."},
			"amount": schema.StringAttribute{Required: true, CustomType: decimalType{},
				MarkdownDescription: "How much may be spent in a month (UTC), in the billing meter's currency: a decimal such as `\"250.00\"`."},
			"thresholds": schema.SetAttribute{Optional: true, Computed: true, ElementType: types.Int64Type,
				MarkdownDescription: "Percent of the amount at which an alert is given. Default: 50, 80 and 100.",
				Default: setdefault.StaticValue(types.SetValueMust(types.Int64Type, []attr.Value{
					types.Int64Value(50), types.Int64Value(80), types.Int64Value(100)})),
				Validators: []validator.Set{setvalidator.SizeAtLeast(1),
					setvalidator.ValueInt64sAre(int64validator.Between(1, maxThreshold))}},
			"hard_stop": schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Whether what it is of is suspended until the month ends once the amount is spent. Default: `false`."},
			"stopped_in": schema.StringAttribute{Computed: true,
				MarkdownDescription: "The month in which it stops what it is of; null while it stops nothing."},
			"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true, Delete: true}),
		},
	}
}

func (m *budgetModel) show(ctx context.Context, a *api.API, budget billing.Budget) error {
	m.ID = types.StringValue(budget.Id)
	m.Name = types.StringValue(budget.Id)
	m.Amount = keptDecimal(m.Amount, budget.Amount)
	m.HardStop = types.BoolValue(budget.HardStop)
	m.StoppedIn = types.StringPointerValue(budget.StoppedIn)
	var percents []attr.Value
	for _, threshold := range budget.Thresholds {
		percents = append(percents, types.Int64Value(int64(threshold)))
	}
	m.Thresholds = types.SetValueMust(types.Int64Type, percents)
	project, err := a.Projects.Get(ctx, budget.Project)
	if err != nil {
		return err
	}
	m.Project, m.Environment = types.StringValue(project.Name), types.StringNull()
	if budget.Environment != nil {
		environment, err := a.Environments.Get(ctx, *budget.Environment)
		if err != nil {
			return err
		}
		m.Project, m.Environment = types.StringNull(), types.StringValue(project.Name+"/"+environment.Name)
	}
	return nil
}

// same says whether both allow the same amount. Names of projects may change meanwhile.
func (m *budgetModel) same(other budgetModel) bool {
	return m.Thresholds.Equal(other.Thresholds) && m.HardStop.Equal(other.HardStop) &&
		sameDecimal(m.Amount.ValueString(), other.Amount.ValueString())
}

// request says what is wanted, with ids in the place of names.
func (m *budgetModel) request(ctx context.Context, a *api.API) (billing.NewBudget, error) {
	var percents []int64
	m.Thresholds.ElementsAs(ctx, &percents, false)
	thresholds := make([]int, 0, len(percents))
	for _, percent := range percents {
		thresholds = append(thresholds, int(percent))
	}
	request := billing.NewBudget{Amount: m.Amount.ValueString(), Thresholds: &thresholds, HardStop: m.HardStop.ValueBoolPointer()}
	projectName, _, _ := strings.Cut(m.Environment.ValueString(), "/")
	if m.Environment.IsNull() {
		projectName = m.Project.ValueString()
	}
	project, err := a.ProjectNamed(ctx, projectName)
	if err != nil {
		return request, err
	}
	if project == nil {
		return request, fmt.Errorf("There is no project '%s'. Refer to weir_project.<name>.name, so that it is created first.", projectName)
	}
	request.Project = project.Id
	if m.Environment.IsNull() {
		return request, nil
	}
	environment, err := a.EnvironmentNamed(ctx, m.Environment.ValueString())
	if err != nil {
		return request, err
	}
	if environment == nil {
		return request, fmt.Errorf("There is no environment '%s'. Refer to weir_environment.<name>.path, so that it is created first.", m.Environment.ValueString())
	}
	request.Environment = &environment.Id
	return request, nil
}

// set writes the budget under a condition, which keeps the change of another hand.
func (r *budgetResource) set(ctx context.Context, plan *budgetModel, condition *billing.SetBudgetParams) error {
	meter, err := r.api.Billing(ctx)
	if err != nil {
		return err
	}
	request, err := plan.request(ctx, r.api)
	if err != nil {
		return err
	}
	budget, err := onceKnown(ctx, func() (billing.StampedBudget, error) {
		return api.Decode[billing.StampedBudget](meter.SetBudget(ctx, plan.Name.ValueString(), condition, request))
	})
	if err != nil {
		return err
	}
	r.api.Budgets.Forget()
	return plan.show(ctx, r.api, billing.Budget{Id: budget.Id, Project: budget.Project, Environment: budget.Environment,
		Amount: budget.Amount, Thresholds: budget.Thresholds, HardStop: budget.HardStop, StoppedIn: budget.StoppedIn})
}

// onceKnown repeats a request about a project or an environment of which the billing meter has not heard yet.
func onceKnown[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	deadline := time.Now().Add(learning)
	for {
		answer, err := ask()
		var problem *api.Problem
		if !errors.As(err, &problem) || problem.Status != http.StatusUnprocessableEntity || time.Now().After(deadline) {
			return answer, err
		}
		select {
		case <-ctx.Done():
			return answer, err
		case <-time.After(pause):
		}
	}
}

func (r *budgetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan budgetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	name := plan.Name.ValueString()
	anyBudget := "*"
	err := r.set(ctx, &plan, &billing.SetBudgetParams{IfNoneMatch: &anyBudget})
	if api.IsStale(err) {
		addCreateProblem(&resp.Diagnostics, "The budget '"+name+"'", "weir_budget", name, true,
			errors.New("A budget of that name is set."), nil)
		return
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The budget '"+name+"' was not set", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *budgetResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state budgetModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	budget, err := r.api.Budgets.Get(ctx, state.ID.ValueString())
	if api.IsMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err == nil {
		err = state.show(ctx, r.api, budget)
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The budget '"+state.ID.ValueString()+"' was not read", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *budgetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state budgetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	name := plan.Name.ValueString()
	_, err := change(
		func() (billing.Budget, error) {
			r.api.Budgets.Forget()
			return r.api.Budgets.Get(ctx, name)
		},
		func(current billing.Budget) bool {
			seen := state
			return seen.show(ctx, r.api, current) == nil && seen.same(state)
		},
		func(current billing.Budget) (billing.Budget, error) {
			return current, r.set(ctx, &plan, &billing.SetBudgetParams{IfMatch: api.IfMatch(int64(current.Version))})
		})
	if errors.Is(err, errChanged) || api.IsStale(err) {
		resp.Diagnostics.AddError("The budget '"+name+"' was changed by another hand after this plan was made",
			"Nothing was overwritten. Plan again, and apply when both changes agree.")
		return
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The budget '"+name+"' was not changed", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *budgetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state budgetModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	meter, err := r.api.Billing(ctx)
	if err == nil {
		err = api.Done(meter.RemoveBudget(ctx, state.ID.ValueString(), &billing.RemoveBudgetParams{}))
	}
	if err != nil && !api.IsMissing(err) {
		addProblem(&resp.Diagnostics, "The budget '"+state.ID.ValueString()+"' was not removed", err, nil)
		return
	}
	r.api.Budgets.Forget()
}

func (r *budgetResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	budget, err := r.api.Budgets.Get(ctx, req.ID)
	if api.IsMissing(err) {
		addMissing(&resp.Diagnostics, "budget", req.ID, "the budget's name")
		return
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The budget was not read", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), budget.Id)...)
}
