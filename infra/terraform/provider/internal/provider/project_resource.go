package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

type projectResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure   = (*projectResource)(nil)
	_ resource.ResourceWithImportState = (*projectResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*projectResource)(nil)
)

func newProjectResource() resource.Resource { return &projectResource{} }

type projectModel struct {
	ID                 types.String   `tfsdk:"id"`
	Name               types.String   `tfsdk:"name"`
	Labels             types.Map      `tfsdk:"labels"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
}

var projectFields = map[string]path.Path{"name": path.Root("name"), "labels": path.Root("labels")}

func (r *projectResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_project"
}

func (r *projectResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A project: a customer's environments, and whom their usage is billed to. Import id: the name.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The id that Weir gave it.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Its name, unique, 1 to 100 characters without a slash.",
				Validators:          nameValidators(),
			},
			"labels":              labelsAttribute(),
			"deletion_protection": protectionAttribute(),
			"timeouts":            timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true, Delete: true}),
		},
	}
}

func (m *projectModel) show(project control.Project) {
	m.ID = types.StringValue(project.Id)
	m.Name = types.StringValue(project.Name)
	m.Labels = labelsOf(project.Labels)
	m.DeletionProtection = types.BoolValue(project.DeletionProtection)
}

// ModifyPlan refuses to delete what is protected.
func (r *projectResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var state projectModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if state.DeletionProtection.ValueBool() {
		addProtected(&resp.Diagnostics, "The project '"+state.Name.ValueString()+"'", "deletes")
	}
}

func (r *projectResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan projectModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	name := plan.Name.ValueString()
	labels := labelsIn(ctx, plan.Labels, &resp.Diagnostics)
	project, err := api.Decode[control.Project](r.api.Control.CreateProject(ctx,
		&control.CreateProjectParams{IdempotencyKey: api.Once()},
		control.NewProject{Name: name, Labels: &labels, DeletionProtection: plan.DeletionProtection.ValueBoolPointer()}))
	if err != nil {
		addCreateProblem(&resp.Diagnostics, "The project '"+name+"'", "weir_project", name, api.IsConflict(err), err, projectFields)
		return
	}
	r.api.Projects.Put(project)
	plan.show(project)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *projectResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state projectModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	project, err := r.api.Projects.Get(ctx, state.ID.ValueString())
	if api.IsMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The project was not read", err, projectFields)
		return
	}
	state.show(project)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *projectResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state projectModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	id := state.ID.ValueString()
	labels := labelsIn(ctx, plan.Labels, &resp.Diagnostics)
	read := func() (control.Project, error) { return api.Decode[control.Project](r.api.Control.GetProject(ctx, id)) }
	asPlanned := func(current control.Project) bool {
		return current.Name == state.Name.ValueString() &&
			sameMarks(ctx, state.Labels, state.DeletionProtection, current.Labels, current.DeletionProtection)
	}
	project, err := change(read, asPlanned, func(current control.Project) (control.Project, error) {
		return api.Decode[control.Project](r.api.Control.UpdateProject(ctx, id,
			&control.UpdateProjectParams{IfMatch: api.IfMatch(current.Version)},
			control.ProjectUpdate{Name: plan.Name.ValueString(), Labels: &labels,
				DeletionProtection: plan.DeletionProtection.ValueBoolPointer()}))
	})
	if err != nil {
		addChangeProblem(ctx, &resp.Diagnostics, r.api, "The project '"+state.Name.ValueString()+"'", id, err, projectFields)
		return
	}
	r.api.Projects.Put(project)
	plan.show(project)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *projectResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state projectModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	id := state.ID.ValueString()
	err := api.Done(r.api.Control.DeleteProject(ctx, id, &control.DeleteProjectParams{}))
	if err != nil && !api.IsMissing(err) {
		addProblem(&resp.Diagnostics, "The project '"+state.Name.ValueString()+"' was not deleted", err, projectFields)
		return
	}
	r.api.Projects.Drop(id)
}

func (r *projectResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	named, err := r.api.ProjectNamed(ctx, req.ID)
	project, err := nameOrID(named, err, func() (control.Project, error) { return r.api.Projects.Get(ctx, req.ID) })
	if err != nil {
		addProblem(&resp.Diagnostics, "The project was not read", err, projectFields)
		return
	}
	if project == nil {
		addMissing(&resp.Diagnostics, "project", req.ID, "the project's name, or its id")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), project.Id)...)
}
