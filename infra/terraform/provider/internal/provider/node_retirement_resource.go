package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

type nodeRetirementResource struct {
	resourceBase
}

var _ resource.ResourceWithConfigure = (*nodeRetirementResource)(nil)

func newNodeRetirementResource() resource.Resource { return &nodeRetirementResource{} }

type nodeRetirementModel struct {
	ID          types.String `tfsdk:"id"`
	Node        types.String `tfsdk:"node"`
	Incarnation types.String `tfsdk:"incarnation"`
}

func (r *nodeRetirementResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "weir_node_retirement"
}

func (r *nodeRetirementResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replaced := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	notEmpty := []validator.String{stringvalidator.LengthAtLeast(1)}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Your word that a life of a node has ended for good, as after the loss of a machine. It frees the connections that " +
			"stayed charged to it. The word must be true: a process that lives after all may still open one connection for each environment. " +
			"Weir refuses it while the life is heard. A destroy takes nothing back.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "`node/incarnation`.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"node":        schema.StringAttribute{Required: true, Validators: notEmpty, PlanModifiers: replaced, MarkdownDescription: "The node."},
			"incarnation": schema.StringAttribute{Required: true, Validators: notEmpty, PlanModifiers: replaced, MarkdownDescription: "The life that ended, as `weir_nodes` shows it."},
		},
	}
}

func (r *nodeRetirementResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan nodeRetirementModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.ready(&resp.Diagnostics) {
		return
	}
	err := api.Done(r.api.Control.DeclareNodeEnded(ctx, plan.Node.ValueString(), control.EndedLife{Incarnation: plan.Incarnation.ValueString()}))
	if err != nil {
		addProblem(&resp.Diagnostics, "The life of '"+plan.Node.ValueString()+"' was not declared ended", err, nil)
		return
	}
	plan.ID = types.StringValue(plan.Node.ValueString() + "/" + plan.Incarnation.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Read keeps what was declared: it cannot be taken back.
func (r *nodeRetirementResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {
}

// Update is never asked for: every attribute replaces.
func (r *nodeRetirementResource) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {
}

// Delete takes nothing back.
func (r *nodeRetirementResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}
