package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

type environmentResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure   = (*environmentResource)(nil)
	_ resource.ResourceWithImportState = (*environmentResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*environmentResource)(nil)
)

func newEnvironmentResource() resource.Resource { return &environmentResource{} }

type environmentModel struct {
	ID                 types.String   `tfsdk:"id"`
	Path               types.String   `tfsdk:"path"`
	Project            types.String   `tfsdk:"project"`
	ProjectID          types.String   `tfsdk:"project_id"`
	Name               types.String   `tfsdk:"name"`
	Region             types.String   `tfsdk:"region"`
	DatabaseURL        types.String   `tfsdk:"database_url_wo"`
	DatabaseURLVersion types.Int64    `tfsdk:"database_url_wo_version"`
	Settings           types.Object   `tfsdk:"settings"`
	State              types.String   `tfsdk:"state"`
	SuspendedBy        types.String   `tfsdk:"suspended_by"`
	Database           types.Object   `tfsdk:"database"`
	Labels             types.Map      `tfsdk:"labels"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
}

var environmentFields = map[string]path.Path{
	"name":            path.Root("name"),
	"region":          path.Root("region"),
	"databaseUrl":     path.Root("database_url_wo"),
	"connectionLimit": path.Root("settings").AtName("connection_limit"),
	"settings":        path.Root("settings"),
	"project":         path.Root("project"),
	"labels":          path.Root("labels"),
}

var serverTypes = map[string]attr.Type{
	"id":       types.StringType,
	"provider": types.StringType,
	"host":     types.StringType,
	"port":     types.Int64Type,
	"name":     types.StringType,
	"user":     types.StringType,
}

func (r *environmentResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_environment"
}

func (r *environmentResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An environment: a database URL with its settings and keys. It lives in one region. " +
			"Import id: `project/environment`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, PlanModifiers: kept,
				MarkdownDescription: "The id that Weir gave it."},
			"path": schema.StringAttribute{Computed: true,
				MarkdownDescription: "`project/environment`, as other resources and the import take it."},
			"project": schema.StringAttribute{Required: true, Validators: nameValidators(),
				MarkdownDescription: "Name of its project. A name that resolves to another project replaces the environment."},
			"project_id": schema.StringAttribute{Computed: true, PlanModifiers: kept,
				MarkdownDescription: "The project's id."},
			"name": schema.StringAttribute{Required: true, Validators: nameValidators(),
				MarkdownDescription: "Its name, unique in the project, 1 to 100 characters without a slash."},
			"region": schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: kept,
				MarkdownDescription: "Where it lives. Default: the control plane's region. It cannot be changed."},
			"database_url_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "The database's URL with its credentials, `postgresql://user:password@host:port/name`. " +
					"It is sent to Weir and kept in no state. Required to create the environment."},
			"database_url_wo_version": schema.Int64Attribute{Optional: true,
				MarkdownDescription: "Raise it to send another `database_url_wo`, which must name the same server. " +
					"Connections are replaced one by one, and no request fails."},
			"settings": settingsAttribute(),
			"state": schema.StringAttribute{Optional: true, Computed: true,
				Default:             stringdefault.StaticString("active"),
				Validators:          []validator.String{stringvalidator.OneOf("active", "suspended")},
				MarkdownDescription: "`active`, or `suspended`: its requests are refused. A budget that is spent suspends an environment, too; this shows in `suspended_by` only. Default: `active`."},
			"suspended_by": schema.StringAttribute{Computed: true,
				MarkdownDescription: "Who suspended it: a token's name, or a budget with its month. Null while it serves."},
			"database": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The database that it uses, without the password.",
				PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
				Attributes: map[string]schema.Attribute{
					"id":       schema.StringAttribute{Computed: true, MarkdownDescription: "The database's id in Weir."},
					"provider": schema.StringAttribute{Computed: true, MarkdownDescription: "The kind of database, for example `postgresql`."},
					"host":     schema.StringAttribute{Computed: true, MarkdownDescription: "Host of the server."},
					"port":     schema.Int64Attribute{Computed: true, MarkdownDescription: "Port of the server."},
					"name":     schema.StringAttribute{Computed: true, MarkdownDescription: "The database's name on the server."},
					"user":     schema.StringAttribute{Computed: true, MarkdownDescription: "The role that connects."},
				}},
			"labels":              labelsAttribute(),
			"deletion_protection": protectionAttribute(),
			"timeouts":            timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true, Delete: true}),
		},
	}
}

// show copies what the API says. What was written in another way but means the same stays as it is.
func (m *environmentModel) show(ctx context.Context, environment control.Environment, diags *diag.Diagnostics) {
	m.ID = types.StringValue(environment.Id)
	m.ProjectID = types.StringValue(environment.Project)
	m.Name = types.StringValue(environment.Name)
	m.Path = types.StringValue(m.Project.ValueString() + "/" + environment.Name)
	m.Region = types.StringValue(environment.Region)
	settings, more := settingsOf(environment)
	diags.Append(more...)
	m.Settings = settings
	m.State = types.StringValue(string(environment.State))
	m.SuspendedBy = suspendedBy(environment.SuspendedBy)
	if bySpentBudget(environment) {
		// A budget resumes what it stopped. It is no drift that a plan should undo.
		m.State = types.StringValue(string(control.EnvironmentStateActive))
	}
	m.DatabaseURL = types.StringNull()
	m.DatabaseURLVersion = types.Int64PointerValue(environment.DatabaseUrlVersion)
	m.Labels = labelsOf(environment.Labels)
	m.DeletionProtection = types.BoolValue(environment.DeletionProtection)
	m.Database, more = serverOf(environment)
	diags.Append(more...)
}

func bySpentBudget(environment control.Environment) bool {
	return environment.SuspendedBy != nil && environment.SuspendedBy.Budget != nil && environment.SuspendedBy.Actor == nil
}

func suspendedBy(by *control.SuspendedBy) types.String {
	switch {
	case by == nil:
		return types.StringNull()
	case by.Actor != nil:
		return types.StringValue(*by.Actor)
	case by.Budget != nil && by.Period != nil:
		return types.StringValue(fmt.Sprintf("budget %s (%s)", *by.Budget, *by.Period))
	}
	return types.StringNull()
}

func serverOf(environment control.Environment) (types.Object, diag.Diagnostics) {
	server := environment.Server
	return types.ObjectValue(serverTypes, map[string]attr.Value{
		"id":       types.StringValue(environment.Database),
		"provider": types.StringValue(server.Provider),
		"host":     types.StringValue(server.Host),
		"port":     types.Int64Value(int64(server.Port)),
		"name":     types.StringValue(server.Name),
		"user":     types.StringValue(server.User),
	})
}

// ModifyPlan checks what only the API knows, and fills in what follows from the names.
func (r *environmentResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	if req.Plan.Raw.IsNull() {
		var state environmentModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		if state.DeletionProtection.ValueBool() {
			addProtected(&resp.Diagnostics, "The environment '"+state.Path.ValueString()+"'", "deletes")
		}
		return
	}
	if req.Plan.Raw.Equal(req.State.Raw) {
		return // Most environments of a plan: nothing changes.
	}
	var plan, config environmentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.Project.IsUnknown() && !plan.Name.IsUnknown() {
		full := plan.Project.ValueString() + "/" + plan.Name.ValueString()
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("path"), full)...)
	}
	if req.State.Raw.IsNull() {
		r.planCreation(ctx, plan, config, resp)
		return
	}
	var state environmentModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	r.planChange(ctx, state, plan, config, resp)
}

func (r *environmentResource) planCreation(ctx context.Context, plan, config environmentModel, resp *resource.ModifyPlanResponse) {
	if config.DatabaseURL.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("database_url_wo"), "No database URL",
			"A new environment needs database_url_wo: postgresql://user:password@host:port/name.")
	}
	if r.api == nil || plan.Region.IsUnknown() || plan.Region.IsNull() {
		return
	}
	regions, err := r.api.Regions.All(ctx)
	if err != nil {
		return // The creation itself says what is wrong.
	}
	var known []string
	for _, region := range regions {
		if region.Id == plan.Region.ValueString() {
			return
		}
		known = append(known, region.Id)
	}
	resp.Diagnostics.AddAttributeError(path.Root("region"), "There is no region '"+plan.Region.ValueString()+"'",
		"The control plane knows: "+strings.Join(known, ", ")+".")
}

func (r *environmentResource) planChange(ctx context.Context, state, plan, config environmentModel, resp *resource.ModifyPlanResponse) {
	if !plan.Region.IsUnknown() && !plan.Region.Equal(state.Region) {
		resp.Diagnostics.AddAttributeError(path.Root("region"), "An environment cannot move to another region",
			fmt.Sprintf("It lives in '%s'. Create a second environment in '%s', move the application's URL to it, and remove this one.",
				state.Region.ValueString(), plan.Region.ValueString()))
	}
	if !plan.DatabaseURLVersion.Equal(state.DatabaseURLVersion) {
		// Another user or another name of a database may come with the URL.
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("database"), types.ObjectUnknown(serverTypes))...)
		if config.DatabaseURL.IsNull() {
			resp.Diagnostics.AddAttributeError(path.Root("database_url_wo"), "No database URL",
				"A changed database_url_wo_version sends database_url_wo, and there is none.")
		}
	}
	if plan.Project.IsUnknown() || plan.Project.Equal(state.Project) || r.api == nil {
		return
	}
	// An unknown name is that of a project which this run renames. Update makes sure of it.
	project, err := r.api.ProjectNamed(ctx, plan.Project.ValueString())
	if err == nil && project != nil && project.Id != state.ProjectID.ValueString() {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("project"))
		if state.DeletionProtection.ValueBool() {
			addProtected(&resp.Diagnostics, "The environment '"+state.Path.ValueString()+"'", "replaces")
		}
	}
}

func (r *environmentResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config environmentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	project := r.project(ctx, plan, &resp.Diagnostics)
	settings := settingsIn(ctx, plan.Settings, &resp.Diagnostics)
	labels := labelsIn(ctx, plan.Labels, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	environment, err := api.Decode[control.Environment](r.api.Control.CreateEnvironment(ctx,
		&control.CreateEnvironmentParams{IdempotencyKey: api.Once()},
		control.NewEnvironment{
			Project:            project.Id,
			Name:               plan.Name.ValueString(),
			Region:             known(plan.Region),
			DatabaseUrl:        config.DatabaseURL.ValueStringPointer(),
			ConnectionLimit:    settings.connectionLimit(),
			Settings:           settings.request(),
			DatabaseUrlVersion: plan.DatabaseURLVersion.ValueInt64Pointer(),
			Labels:             &labels,
			DeletionProtection: plan.DeletionProtection.ValueBoolPointer(),
		}))
	full := plan.Project.ValueString() + "/" + plan.Name.ValueString()
	if err != nil {
		exists, _ := r.api.EnvironmentNamed(ctx, full)
		addCreateProblem(&resp.Diagnostics, "The environment '"+full+"'", "weir_environment", full,
			api.IsConflict(err) && exists != nil, err, environmentFields)
		return
	}
	r.keep(environment)
	wanted := plan.State
	plan.show(ctx, environment, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	if wanted.ValueString() != string(environment.State) {
		environment, err = r.setState(ctx, environment, wanted.ValueString())
		if err != nil {
			addProblem(&resp.Diagnostics, "The environment was created, but not suspended", err, environmentFields)
			return
		}
		plan.show(ctx, environment, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

func (r *environmentResource) keep(environment control.Environment) {
	r.api.Environments.Put(environment)
	r.api.Databases.Forget() // It may be its database's first environment.
}

// project gives the project that the plan names.
func (r *environmentResource) project(ctx context.Context, plan environmentModel, diags *diag.Diagnostics) control.Project {
	project, err := r.api.ProjectNamed(ctx, plan.Project.ValueString())
	if err != nil {
		addProblem(diags, "The project was not read", err, nil)
		return control.Project{}
	}
	if project == nil {
		// Created by other means since this run listed the projects.
		r.api.Projects.Forget()
		project, err = r.api.ProjectNamed(ctx, plan.Project.ValueString())
	}
	if err != nil || project == nil {
		diags.AddAttributeError(path.Root("project"), "There is no project '"+plan.Project.ValueString()+"'",
			"Create it with weir_project, and refer to its name: project = weir_project.<name>.name.")
		return control.Project{}
	}
	return *project
}

func (r *environmentResource) setState(ctx context.Context, environment control.Environment, state string) (control.Environment, error) {
	changed, err := api.Decode[control.Environment](r.api.Control.SetEnvironmentState(ctx, environment.Id,
		&control.SetEnvironmentStateParams{IfMatch: api.IfMatch(environment.Version)},
		control.State{State: control.StateState(state)}))
	if err == nil {
		r.api.Environments.Put(changed)
	}
	return changed, err
}

func (r *environmentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state environmentModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	environment, err := r.api.Environments.Get(ctx, state.ID.ValueString())
	if api.IsMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The environment was not read", err, environmentFields)
		return
	}
	project, err := r.api.Projects.Get(ctx, environment.Project)
	if err != nil {
		addProblem(&resp.Diagnostics, "The environment's project was not read", err, environmentFields)
		return
	}
	state.Project = types.StringValue(project.Name)
	state.show(ctx, environment, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *environmentResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config environmentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if project := r.project(ctx, plan, &resp.Diagnostics); !resp.Diagnostics.HasError() && project.Id != state.ProjectID.ValueString() {
		resp.Diagnostics.AddAttributeError(path.Root("project"), "An environment cannot move to another project",
			"When this was planned, there was no project of that name. Plan again: the environment is replaced then.")
	}
	before := settingsIn(ctx, state.Settings, &resp.Diagnostics)
	after := settingsIn(ctx, plan.Settings, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	changes := environmentChanges{api: r.api, state: state, plan: plan, before: before, after: after,
		url: config.DatabaseURL.ValueString()}
	environment, err := changes.apply(ctx)
	if err != nil {
		addChangeProblem(ctx, &resp.Diagnostics, r.api, "The environment '"+state.Path.ValueString()+"'",
			state.ID.ValueString(), err, environmentFields)
		return
	}
	r.api.Environments.Put(environment)
	plan.show(ctx, environment, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *environmentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state environmentModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	id := state.ID.ValueString()
	err := api.Done(r.api.Control.DeleteEnvironment(ctx, id, &control.DeleteEnvironmentParams{}))
	if err != nil && !api.IsMissing(err) {
		addProblem(&resp.Diagnostics, "The environment '"+state.Path.ValueString()+"' was not deleted", err, environmentFields)
		return
	}
	r.api.Environments.Drop(id)
}

func (r *environmentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	named, err := r.api.EnvironmentNamed(ctx, req.ID)
	environment, err := nameOrID(named, err, func() (control.Environment, error) { return r.api.Environments.Get(ctx, req.ID) })
	if err != nil {
		addProblem(&resp.Diagnostics, "The environment was not read", err, environmentFields)
		return
	}
	if environment == nil {
		addMissing(&resp.Diagnostics, "environment", req.ID, "project/environment, both by name, or the environment's id")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), environment.Id)...)
}

// known gives the value, or nil while there is none.
func known(value types.String) *string {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueStringPointer()
}
