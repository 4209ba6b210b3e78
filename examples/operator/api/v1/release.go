// Package v1 has the first version of the operator's objects.
package v1

import "example.com/operator/api"

// Phases of a release.
const (
	Pending     = "Pending"
	Progressing = "Progressing"
	Ready       = "Ready"
)

// Release is an image that runs in a number of replicas.
type Release struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Image     string `json:"image"`
	Replicas  int    `json:"replicas"`
	Available int    `json:"available"`
	Phase     string `json:"phase"`
}

// ReleaseList is all releases of a namespace.
type ReleaseList struct {
	Items []Release `json:"items"`
}

// Key says where the release is kept.
func (r *Release) Key() api.Key {
	return api.Key{Namespace: r.Namespace, Name: r.Name}
}

// AddToScheme lets clients of the scheme read and write releases.
func AddToScheme(scheme *api.Scheme) error {
	scheme.AddKnownTypes("releases", &Release{}, &ReleaseList{})
	return nil
}
