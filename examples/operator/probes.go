package operator

import (
	"net/http"

	"example.com/operator/api"
)

// Probes answers /healthz always, and /readyz as long as the API does.
func Probes(client *api.Client) http.Handler {
	probes := http.NewServeMux()
	probes.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
	})
	probes.HandleFunc("/readyz", func(w http.ResponseWriter, r *http.Request) {
		if _, err := client.Changes(r.Context(), 0); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	})
	return probes
}
