package operator_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo"
	. "github.com/onsi/gomega"

	"example.com/operator"
	"example.com/operator/api"
	v1 "example.com/operator/api/v1"
)

// createNamespace makes a namespace, and the directory that manifests of its releases go to.
func createNamespace(prefix string) string {
	namespace := fmt.Sprintf("%s-%d", prefix, time.Now().Unix())
	fmt.Fprintf(GinkgoWriter, "namespace %s\n", namespace)
	Expect(client.CreateNamespace(ctx, namespace)).To(Succeed())
	Expect(os.Mkdir(filepath.Join(renderedDir, namespace), 0o755)).To(Succeed())
	return namespace
}

// deleteNamespace returns when the journal has it, too.
func deleteNamespace(namespace string) {
	change, err := client.DeleteNamespace(ctx, namespace)
	Expect(err).NotTo(HaveOccurred())
	Expect(os.RemoveAll(filepath.Join(renderedDir, namespace))).To(Succeed())
	Eventually(journal.Revision).Should(BeNumerically(">=", change.Revision))
}

func createRelease(namespace, name, image string, replicas int) api.Key {
	release := &v1.Release{Namespace: namespace, Name: name, Image: image, Replicas: replicas, Phase: v1.Pending}
	Expect(client.Create(ctx, release)).To(Succeed())
	return release.Key()
}

func newReconciler() *operator.Reconciler {
	return &operator.Reconciler{
		Client:    client,
		Settings:  operator.SettingsFromEnvironment(),
		Directory: renderedDir,
	}
}

// rollOut reconciles a release, as often as it takes, until it is ready.
func rollOut(reconciler *operator.Reconciler, key api.Key) v1.Release {
	Eventually(func() (string, error) {
		return reconciler.Reconcile(ctx, key)
	}).Should(Equal(v1.Ready))
	var release v1.Release
	Expect(client.Get(ctx, key, &release)).To(Succeed())
	return release
}

func manifestOf(reconciler *operator.Reconciler, key api.Key) operator.Manifest {
	content, err := os.ReadFile(reconciler.ManifestPath(key))
	Expect(err).NotTo(HaveOccurred())
	var manifest operator.Manifest
	Expect(json.Unmarshal(content, &manifest)).To(Succeed())
	return manifest
}
