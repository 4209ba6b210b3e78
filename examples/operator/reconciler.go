// Package operator brings releases to the state that they ask for.
package operator

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"example.com/operator/api"
	v1 "example.com/operator/api/v1"
)

// Manifest is what is rendered for a release.
type Manifest struct {
	Image    string `json:"image"`
	Replicas int    `json:"replicas"`
	Region   string `json:"region"`
}

// Reconciler renders releases and brings their replicas up, one at a time.
type Reconciler struct {
	Client   *api.Client
	Settings Settings
	// Directory gets NAMESPACE/NAME.json; the directory of the namespace has to be there.
	Directory string
}

// Reconcile takes a release one step further and returns the phase that it is in then.
func (r *Reconciler) Reconcile(ctx context.Context, key api.Key) (string, error) {
	var release v1.Release
	if err := r.Client.Get(ctx, key, &release); err != nil {
		return "", err
	}
	if release.Phase == v1.Ready && release.Available == release.Replicas {
		return release.Phase, nil
	}
	if err := r.render(release); err != nil {
		return "", err
	}
	release.Phase = v1.Progressing
	if release.Available < release.Replicas {
		release.Available++
	}
	if release.Available == release.Replicas {
		release.Phase = v1.Ready
	}
	return release.Phase, r.Client.Update(ctx, &release)
}

// ManifestPath is where the manifest of a release is rendered to.
func (r *Reconciler) ManifestPath(key api.Key) string {
	return filepath.Join(r.Directory, key.Namespace, key.Name+".json")
}

func (r *Reconciler) render(release v1.Release) error {
	if r.Settings.DryRun {
		return nil
	}
	content, err := json.Marshal(Manifest{release.Image, release.Replicas, r.Settings.Region})
	if err != nil {
		return err
	}
	return os.WriteFile(r.ManifestPath(release.Key()), content, 0o644)
}
