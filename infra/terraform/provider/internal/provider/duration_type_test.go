package provider

import "testing"

func TestDurationsOfTheAPIAreShownShortest(t *testing.T) {
	for iso, wanted := range map[string]string{
		"PT6M": "6m", "PT90S": "1m30s", "PT10S": "10s", "PT1H": "1h", "PT1H30M": "1h30m", "PT0.5S": "500ms", "P2D": "P2D", "PT0S": "0s",
	} {
		if got := durationOf(iso).ValueString(); got != wanted {
			t.Errorf("%s: %s instead of %s", iso, got, wanted)
		}
	}
}

func TestDurationsKeepTheirLengthOnTheWay(t *testing.T) {
	for _, text := range []string{"6m", "90s", "1h30m", "500ms", "1h0m1s", "0.25s"} {
		iso := duration(text).isoDuration()
		if iso == nil || !sameDuration(durationOf(*iso).ValueString(), text) {
			t.Errorf("%s became %v", text, iso)
		}
	}
}
