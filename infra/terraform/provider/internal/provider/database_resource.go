package provider

import (
	"context"
	"fmt"
	"net"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

const maxPort = 65535

type databaseResource struct {
	resourceBase
}

var (
	_ resource.ResourceWithConfigure   = (*databaseResource)(nil)
	_ resource.ResourceWithImportState = (*databaseResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*databaseResource)(nil)
)

func newDatabaseResource() resource.Resource { return &databaseResource{} }

type databaseModel struct {
	ID             types.String   `tfsdk:"id"`
	Host           types.String   `tfsdk:"host"`
	Port           types.Int64    `tfsdk:"port"`
	Limit          types.Int64    `tfsdk:"limit"`
	Reserve        types.Int64    `tfsdk:"reserve"`
	EffectiveLimit types.Int64    `tfsdk:"effective_limit"`
	Charged        types.Int64    `tfsdk:"charged"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`
}

var databaseFields = map[string]path.Path{"limit": path.Root("limit"), "reserve": path.Root("reserve")}

func (r *databaseResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_database"
}

func (r *databaseResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The limit of a database server: the most connections that all nodes together have open to it. " +
			"A database appears in Weir with its first environment; this resource adopts it, so refer to the environment's " +
			"`database.host` and `database.port`. Import id: `host:port`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The id that Weir gave it.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"host": schema.StringAttribute{Required: true, MarkdownDescription: "Host of the server. A change replaces the resource.",
				Validators:    []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
			"port": schema.Int64Attribute{Required: true, MarkdownDescription: "Port of the server. A change replaces the resource.",
				Validators:    []validator.Int64{int64validator.Between(1, maxPort)},
				PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}},
			"limit": schema.Int64Attribute{Required: true, MarkdownDescription: "The most connections, ever.",
				Validators: []validator.Int64{int64validator.AtLeast(1)}},
			"reserve": schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(0),
				MarkdownDescription: "How many of these are never granted to nodes. Default: `0`.",
				Validators:          []validator.Int64{int64validator.AtLeast(0)}},
			"effective_limit": schema.Int64Attribute{Computed: true,
				MarkdownDescription: "The limit that is enforced now. It is above `limit` only while connections are given back after `limit` was lowered."},
			"charged": schema.Int64Attribute{Computed: true,
				MarkdownDescription: "How many connections nodes may have open at this moment."},
			"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true, Delete: true}),
		},
	}
}

func (m *databaseModel) show(database control.Database) {
	m.ID = types.StringValue(database.Id)
	m.Host = types.StringValue(database.Host)
	m.Port = types.Int64Value(int64(database.Port))
	m.Limit = types.Int64Value(int64(database.Limit))
	m.Reserve = types.Int64Value(int64(database.Reserve))
	m.EffectiveLimit = types.Int64Value(int64(database.EffectiveLimit))
	m.Charged = types.Int64Value(int64(database.Charged))
}

func (m *databaseModel) address() string {
	return net.JoinHostPort(m.Host.ValueString(), strconv.FormatInt(m.Port.ValueInt64(), 10))
}

// ModifyPlan warns of a limit below the connections that nodes may have open now.
func (r *databaseResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	if req.Plan.Raw.IsNull() || r.api == nil {
		return
	}
	var plan databaseModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || plan.Host.IsUnknown() || plan.Port.IsUnknown() || plan.Limit.IsUnknown() {
		return
	}
	database, err := r.api.DatabaseAt(ctx, plan.Host.ValueString(), plan.Port.ValueInt64())
	if err != nil || database == nil || int64(database.Charged) <= plan.Limit.ValueInt64() {
		return
	}
	resp.Diagnostics.AddAttributeWarning(path.Root("limit"), "The limit is below the connections that are granted",
		fmt.Sprintf("Nodes may have %d connections open to %s now. They give connections back until %d are left; "+
			"effective_limit shows how far that is.", database.Charged, plan.address(), plan.Limit.ValueInt64()))
}

func (r *databaseResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan databaseModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	database, err := r.api.DatabaseAt(ctx, plan.Host.ValueString(), plan.Port.ValueInt64())
	if err != nil {
		addProblem(&resp.Diagnostics, "The database was not read", err, databaseFields)
		return
	}
	if database == nil {
		resp.Diagnostics.AddAttributeError(path.Root("host"), "No environment uses "+plan.address(),
			"A database appears with its first environment. Let host and port refer to weir_environment.<name>.database, "+
				"so that the environment is created first.")
		return
	}
	changed, err := r.setLimit(ctx, plan, func(control.Database) bool { return true }, database.Id)
	if err != nil {
		addProblem(&resp.Diagnostics, "The limit of "+plan.address()+" was not set", err, databaseFields)
		return
	}
	plan.show(changed)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *databaseResource) setLimit(ctx context.Context, plan databaseModel, asPlanned func(control.Database) bool, id string) (control.Database, error) {
	read := func() (control.Database, error) {
		return api.Decode[control.Database](r.api.Control.GetDatabase(ctx, id))
	}
	changed, err := change(read, asPlanned, func(current control.Database) (control.Database, error) {
		if int64(current.Limit) == plan.Limit.ValueInt64() && int64(current.Reserve) == plan.Reserve.ValueInt64() {
			return current, nil
		}
		return api.Decode[control.Database](r.api.Control.SetDatabaseLimit(ctx, id,
			&control.SetDatabaseLimitParams{IfMatch: api.IfMatch(current.Version)},
			control.Limit{Limit: int(plan.Limit.ValueInt64()), Reserve: intPointer(plan.Reserve)}))
	})
	if err == nil {
		r.api.Databases.Put(changed)
	}
	return changed, err
}

func (r *databaseResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state databaseModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	database, err := r.api.Databases.Get(ctx, state.ID.ValueString())
	if api.IsMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		addProblem(&resp.Diagnostics, "The database was not read", err, databaseFields)
		return
	}
	state.show(database)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *databaseResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state databaseModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	changed, err := r.setLimit(ctx, plan, func(current control.Database) bool {
		return int64(current.Limit) == state.Limit.ValueInt64() && int64(current.Reserve) == state.Reserve.ValueInt64()
	}, state.ID.ValueString())
	if err != nil {
		addChangeProblem(ctx, &resp.Diagnostics, r.api, "The limit of "+state.address(), state.ID.ValueString(), err, databaseFields)
		return
	}
	plan.show(changed)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete forgets the database, or leaves it with its limit while environments use it.
func (r *databaseResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state databaseModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := api.Done(r.api.Control.DeleteDatabase(ctx, state.ID.ValueString(), &control.DeleteDatabaseParams{}))
	r.api.Databases.Forget()
	switch {
	case api.IsConflict(err):
		resp.Diagnostics.AddWarning("The limit of "+state.address()+" stays",
			"Environments use the server, and the limit protects it. It is no longer managed here.")
	case err != nil && !api.IsMissing(err):
		addProblem(&resp.Diagnostics, "The database "+state.address()+" was not forgotten", err, databaseFields)
	}
}

func (r *databaseResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.ready(&resp.Diagnostics) {
		return
	}
	host, port, err := net.SplitHostPort(req.ID)
	number, parseErr := strconv.ParseInt(port, 10, 32)
	if err != nil || parseErr != nil {
		addMissing(&resp.Diagnostics, "database", req.ID, "host:port of the server")
		return
	}
	database, err := r.api.DatabaseAt(ctx, host, number)
	if err != nil {
		addProblem(&resp.Diagnostics, "The database was not read", err, databaseFields)
		return
	}
	if database == nil {
		addMissing(&resp.Diagnostics, "database", req.ID, "host:port of the server")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), database.Id)...)
}
