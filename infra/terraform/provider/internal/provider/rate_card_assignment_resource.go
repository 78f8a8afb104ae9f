package provider

import (
	"context"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/billing"
)

// everyProject stands in an import id for the assignment of all projects without one of their own.
const everyProject = "*"

type rateCardAssignmentResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure   = (*rateCardAssignmentResource)(nil)
	_ resource.ResourceWithImportState = (*rateCardAssignmentResource)(nil)
)

func newRateCardAssignmentResource() resource.Resource { return &rateCardAssignmentResource{} }

type rateCardAssignmentModel struct {
	ID            types.String `tfsdk:"id"`
	Project       types.String `tfsdk:"project"`
	RateCard      types.String `tfsdk:"rate_card"`
	EffectiveFrom types.String `tfsdk:"effective_from"`
}

func (r *rateCardAssignmentResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_rate_card_assignment"
}

func (r *rateCardAssignmentResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replaced := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Which prices hold for a project from a time on. An assignment is a fact of the ledger: it stays when the " +
			"resource is destroyed, and the next one replaces it from its own time on. Import id: `project/effective_from`, " +
			"with `*` for all projects.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The project's id or `*`, and the time.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"project": schema.StringAttribute{Optional: true, Validators: nameValidators(), PlanModifiers: replaced,
				MarkdownDescription: "The project, by name. Left out: all projects that have no assignment of their own. A change makes another assignment."},
			"rate_card": schema.StringAttribute{Required: true, Validators: idValidators(),
				MarkdownDescription: "The rate card's name. A change in place assigns another one from the same time on."},
			"effective_from": schema.StringAttribute{Required: true, Validators: []validator.String{wholeHour{}}, PlanModifiers: replaced,
				MarkdownDescription: "From when: a whole hour such as `2027-01-01T00:00:00Z`, in no closed month. A change makes another assignment."},
		},
	}
}

func (m *rateCardAssignmentModel) show(ctx context.Context, a *api.API, assignment billing.Assignment) error {
	m.ID = types.StringValue(api.AssignmentID(assignment))
	m.RateCard = types.StringValue(assignment.RateCard)
	m.EffectiveFrom = types.StringValue(assignment.EffectiveFrom.UTC().Format(stampForm))
	m.Project = types.StringNull()
	if assignment.Project == nil {
		return nil
	}
	project, err := a.Projects.Get(ctx, *assignment.Project)
	if err == nil {
		m.Project = types.StringValue(project.Name)
	}
	return err
}

func (r *rateCardAssignmentResource) assign(ctx context.Context, plan *rateCardAssignmentModel) error {
	from, err := time.Parse(stampForm, plan.EffectiveFrom.ValueString())
	if err != nil {
		return err
	}
	request := billing.NewAssignment{EffectiveFrom: from}
	if !plan.Project.IsNull() {
		project, err := r.api.ProjectNamed(ctx, plan.Project.ValueString())
		if err != nil {
			return err
		}
		if project == nil {
			return &api.Problem{Detail: "there is no project '" + plan.Project.ValueString() + "'",
				Help: "Refer to weir_project.<name>.name, so that it is created first."}
		}
		request.Project = &project.Id
	}
	meter, err := r.api.Billing(ctx)
	if err != nil {
		return err
	}
	assignment, err := onceKnown(ctx, func() (billing.Assignment, error) {
		return api.Decode[billing.Assignment](meter.AssignRateCard(ctx, plan.RateCard.ValueString(), request))
	})
	if err != nil {
		return err
	}
	r.api.Assignments.Forget()
	return plan.show(ctx, r.api, assignment)
}

func (r *rateCardAssignmentResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan rateCardAssignmentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	if err := r.assign(ctx, &plan); err != nil {
		addProblem(&resp.Diagnostics, "The rate card was not assigned", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *rateCardAssignmentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state rateCardAssignmentModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	// The newest of several for one time holds, and the list is in the order in which they were made.
	assignments, err := r.api.Assignments.All(ctx)
	found := false
	for _, assignment := range assignments {
		if err == nil && api.AssignmentID(assignment) == state.ID.ValueString() {
			found = true
			err = state.show(ctx, r.api, assignment)
		}
	}
	if err != nil && !api.IsMissing(err) {
		addProblem(&resp.Diagnostics, "The assignment was not read", err, nil)
		return
	}
	if !found || err != nil {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *rateCardAssignmentResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan rateCardAssignmentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	if err := r.assign(ctx, &plan); err != nil {
		addProblem(&resp.Diagnostics, "The other rate card was not assigned", err, nil)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete leaves the assignment: it is a fact of the ledger.
func (r *rateCardAssignmentResource) Delete(_ context.Context, _ resource.DeleteRequest, _ *resource.DeleteResponse) {
}

func (r *rateCardAssignmentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	name, from, _ := strings.Cut(req.ID, "/")
	id := everyProject + "/" + from
	if name != everyProject {
		project, err := r.api.ProjectNamed(ctx, name)
		if err != nil {
			addProblem(&resp.Diagnostics, "The project was not read", err, nil)
			return
		}
		if project == nil {
			addMissing(&resp.Diagnostics, "project", name, "project/effective_from, or */effective_from for all projects")
			return
		}
		id = project.Id + "/" + from
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
}
