package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const maxName = 100

var (
	plainName       = regexp.MustCompile(`^[^/\s]([^/]*[^/\s])?$`)
	plainID         = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)
	environmentPath = regexp.MustCompile(`^[^/]+/[^/]+$`)
)

// nameValidators hold what a name must be so that `project/environment` is one path.
func nameValidators() []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(1, maxName),
		stringvalidator.RegexMatches(plainName, "must hold no slash, and neither begin nor end with a space"),
	}
}

// idValidators hold the form of names that the billing meter keeps.
func idValidators() []validator.String {
	return []validator.String{
		stringvalidator.RegexMatches(plainID, "must be 1 to 40 of a-z, 0-9 and inner hyphens"),
	}
}

// pathValidators hold the form of `project/environment`.
func pathValidators() []validator.String {
	return []validator.String{
		stringvalidator.RegexMatches(environmentPath, "must be the names of a project and of its environment: project/environment"),
	}
}
