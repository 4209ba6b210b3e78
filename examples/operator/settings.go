package operator

import "os"

const localRegion = "local"

// Settings are what the operator takes from its environment.
type Settings struct {
	Region string
	DryRun bool
}

// SettingsFromEnvironment reads OPERATOR_REGION and OPERATOR_DRY_RUN.
func SettingsFromEnvironment() Settings {
	settings := Settings{Region: localRegion, DryRun: os.Getenv("OPERATOR_DRY_RUN") != ""}
	if region := os.Getenv("OPERATOR_REGION"); region != "" {
		settings.Region = region
	}
	return settings
}
