package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"weir.dev/terraform-provider-weir/internal/api"
	"weir.dev/terraform-provider-weir/internal/api/control"
)

// environmentChanges makes an environment what is planned, by as few requests as the differences need.
type environmentChanges struct {
	api           *api.API
	state, plan   environmentModel
	before, after settingsModel
	url           string
}

func (c environmentChanges) apply(ctx context.Context) (control.Environment, error) {
	environment, err := c.replaceAttributes(ctx)
	if err != nil {
		return environment, err
	}
	if !c.plan.DatabaseURLVersion.Equal(c.state.DatabaseURLVersion) {
		environment, err = c.changed(ctx, environment, func(current control.Environment) (control.Environment, error) {
			return api.Decode[control.Environment](c.api.Control.RotateDatabaseUrl(ctx, current.Id,
				&control.RotateDatabaseUrlParams{IfMatch: api.IfMatch(current.Version)},
				control.DatabaseUrl{DatabaseUrl: &c.url, DatabaseUrlVersion: c.plan.DatabaseURLVersion.ValueInt64Pointer()}))
		})
		if err != nil {
			return environment, err
		}
	}
	if c.plan.State.Equal(c.state.State) {
		return environment, nil
	}
	return c.changed(ctx, environment, func(current control.Environment) (control.Environment, error) {
		return api.Decode[control.Environment](c.api.Control.SetEnvironmentState(ctx, current.Id,
			&control.SetEnvironmentStateParams{IfMatch: api.IfMatch(current.Version)},
			control.State{State: control.StateState(c.plan.State.ValueString())}))
	})
}

// replaceAttributes sets the name and the settings, provided that they still are what the plan was made from.
func (c environmentChanges) replaceAttributes(ctx context.Context) (control.Environment, error) {
	read := func() (control.Environment, error) {
		return api.Decode[control.Environment](c.api.Control.GetEnvironment(ctx, c.state.ID.ValueString()))
	}
	asPlanned := func(current control.Environment) bool {
		return current.Name == c.state.Name.ValueString() && c.before.same(current) &&
			sameMarks(ctx, c.state.Labels, c.state.DeletionProtection, current.Labels, current.DeletionProtection) &&
			(bySpentBudget(current) || string(current.State) == c.state.State.ValueString())
	}
	return change(read, asPlanned, func(current control.Environment) (control.Environment, error) {
		if c.done(ctx, current) {
			return current, nil
		}
		var diags diag.Diagnostics
		labels := labelsIn(ctx, c.plan.Labels, &diags)
		return api.Decode[control.Environment](c.api.Control.UpdateEnvironment(ctx, current.Id,
			&control.UpdateEnvironmentParams{IfMatch: api.IfMatch(current.Version)},
			control.EnvironmentUpdate{
				Name:               c.plan.Name.ValueString(),
				ConnectionLimit:    c.after.connectionLimit(),
				Settings:           c.after.request(),
				Labels:             &labels,
				DeletionProtection: c.plan.DeletionProtection.ValueBoolPointer(),
			}))
	})
}

// changed repeats a change on a newer version of the environment while only keys and grants made it newer.
func (c environmentChanges) changed(ctx context.Context, environment control.Environment,
	write func(control.Environment) (control.Environment, error)) (control.Environment, error) {
	first := true
	read := func() (control.Environment, error) {
		if first {
			first = false
			return environment, nil
		}
		return api.Decode[control.Environment](c.api.Control.GetEnvironment(ctx, environment.Id))
	}
	return change(read, func(current control.Environment) bool { return c.done(ctx, current) }, write)
}

// done says whether the name, the settings, the labels and the protection are what is planned.
func (c environmentChanges) done(ctx context.Context, current control.Environment) bool {
	return current.Name == c.plan.Name.ValueString() && c.after.same(current) &&
		sameMarks(ctx, c.plan.Labels, c.plan.DeletionProtection, current.Labels, current.DeletionProtection)
}
