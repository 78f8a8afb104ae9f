package provider

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"weir.dev/terraform-provider-weir/internal/api/billing"
)

// priceList is the content of a version of a rate card, between the schema and the API.
type priceList struct {
	id, name string
	minimum  *string
	prices   []price
}

type price struct {
	meter, form                      string
	unitPrice, included, packageSize *string
	tiers                            []tier
}

type tier struct {
	upTo  *string
	price string
}

var (
	tierTypes      = map[string]attr.Type{"up_to": decimalType{}, "unit_price": decimalType{}}
	componentTypes = map[string]attr.Type{
		"meter": types.StringType, "form": types.StringType, "unit_price": decimalType{}, "included": decimalType{},
		"package_size": decimalType{}, "tiers": types.ListType{ElemType: types.ObjectType{AttrTypes: tierTypes}},
	}
)

func less(a, b string) bool {
	first, ok := new(big.Rat).SetString(a)
	second, fine := new(big.Rat).SetString(b)
	return ok && fine && first.Cmp(second) < 0
}

// wanted reads what a plan or a state says.
func (m *rateCardModel) wanted(ctx context.Context) priceList {
	list := priceList{id: m.Name.ValueString(), name: m.Title.ValueString(), minimum: m.Minimum.ValueStringPointer()}
	var components []componentModel
	m.Components.ElementsAs(ctx, &components, false)
	for _, component := range components {
		p := price{meter: component.Meter.ValueString(), form: component.Form.ValueString(), unitPrice: component.UnitPrice.ValueStringPointer(),
			included: component.Included.ValueStringPointer(), packageSize: component.PackageSize.ValueStringPointer()}
		for _, t := range component.tiers(ctx) {
			p.tiers = append(p.tiers, tier{upTo: t.UpTo.ValueStringPointer(), price: t.UnitPrice.ValueString()})
		}
		list.prices = append(list.prices, p)
	}
	list.sort()
	return list
}

// priceListOf reads what the API says. Nothing included is the same as nothing said of it.
func priceListOf(card billing.RateCard) priceList {
	list := priceList{id: card.Id, name: card.Name, minimum: card.Minimum}
	for _, rate := range card.Rates {
		p := price{meter: rate.Metric, form: string(rate.Model), unitPrice: rate.Price, packageSize: rate.PackageSize}
		if canonicalDecimal(rate.Allowance) != "0" {
			p.included = &rate.Allowance
		}
		if rate.Tiers != nil {
			for _, t := range *rate.Tiers {
				p.tiers = append(p.tiers, tier{upTo: t.UpTo, price: t.Price})
			}
		}
		list.prices = append(list.prices, p)
	}
	list.sort()
	return list
}

func (l priceList) sort() {
	slices.SortFunc(l.prices, func(a, b price) int { return strings.Compare(a.meter, b.meter) })
}

// equals says whether both lists charge the same under the same names.
func (l priceList) equals(other priceList) bool {
	return l.id == other.id && l.name == other.name && samePointer(l.minimum, other.minimum) && slices.EqualFunc(l.prices, other.prices, samePrice)
}

func samePrice(a, b price) bool {
	return a.meter == b.meter && a.form == b.form && samePointer(a.unitPrice, b.unitPrice) && samePointer(nonZero(a.included), nonZero(b.included)) &&
		samePointer(a.packageSize, b.packageSize) && slices.EqualFunc(a.tiers, b.tiers, func(c, d tier) bool {
		return samePointer(c.upTo, d.upTo) && sameDecimal(c.price, d.price)
	})
}

func nonZero(text *string) *string {
	if text == nil || canonicalDecimal(*text) == "0" {
		return nil
	}
	return text
}

func samePointer(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return sameDecimal(*a, *b)
}

// components gives the list as the schema has it.
func (l priceList) components() types.Set {
	var components []attr.Value
	for _, p := range l.prices {
		tiers := types.ListNull(types.ObjectType{AttrTypes: tierTypes})
		if len(p.tiers) > 0 {
			var values []attr.Value
			for _, t := range p.tiers {
				values = append(values, types.ObjectValueMust(tierTypes, map[string]attr.Value{
					"up_to": optionalDecimal(t.upTo), "unit_price": decimal(t.price)}))
			}
			tiers = types.ListValueMust(types.ObjectType{AttrTypes: tierTypes}, values)
		}
		components = append(components, types.ObjectValueMust(componentTypes, map[string]attr.Value{
			"meter": types.StringValue(p.meter), "form": types.StringValue(p.form), "unit_price": optionalDecimal(p.unitPrice),
			"included": optionalDecimal(p.included), "package_size": optionalDecimal(p.packageSize), "tiers": tiers,
		}))
	}
	return types.SetValueMust(types.ObjectType{AttrTypes: componentTypes}, components)
}

// request gives the list as the API takes it.
func (l priceList) request(effectiveFrom string) billing.NewRateCard {
	from, _ := time.Parse(stampForm, effectiveFrom) // The schema has checked it.
	card := billing.NewRateCard{Id: l.id, Name: l.name, Minimum: l.minimum, EffectiveFrom: from}
	for _, p := range l.prices {
		rate := first(card.Rates)
		rate.Metric, rate.Model = billing.NewRateCardRatesMetric(p.meter), billing.NewRateCardRatesModel(p.form)
		rate.Price, rate.Allowance, rate.PackageSize = p.unitPrice, p.included, p.packageSize
		if len(p.tiers) > 0 {
			tiers := newTiers(rate.Tiers)
			for _, t := range p.tiers {
				next := first(tiers)
				next.Price, next.UpTo = t.price, t.upTo
				tiers = append(tiers, next)
			}
			rate.Tiers = &tiers
		}
		card.Rates = append(card.Rates, rate)
	}
	return card
}

// The generated client leaves the elements of these lists without a name.
func first[T any](_ []T) T {
	var none T
	return none
}

func newTiers[T any](_ *[]T) []T { return nil }
