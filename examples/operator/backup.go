package operator

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"example.com/operator/api"
	v1 "example.com/operator/api/v1"
)

// Backup writes the releases of a namespace to a file.
func Backup(ctx context.Context, client *api.Client, namespace, path string) error {
	var releases v1.ReleaseList
	if err := client.List(ctx, namespace, &releases); err != nil {
		return err
	}
	content, err := json.MarshalIndent(releases, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

// Restore creates the releases of a backup in a namespace, none of them rolled out.
func Restore(ctx context.Context, client *api.Client, namespace, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var releases v1.ReleaseList
	if err := json.Unmarshal(content, &releases); err != nil {
		return fmt.Errorf("%s is no backup: %w", path, err)
	}
	for _, release := range releases.Items {
		release.Namespace, release.Phase, release.Available = namespace, v1.Pending, 0
		if err := client.Create(ctx, &release); err != nil {
			return err
		}
	}
	return nil
}
