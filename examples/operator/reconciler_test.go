package operator_test

import (
	. "github.com/onsi/ginkgo"
	. "github.com/onsi/gomega"

	"example.com/operator"
	"example.com/operator/api"
	v1 "example.com/operator/api/v1"
)

var _ = Describe("Reconciler", func() {
	var (
		namespace  string
		reconciler *operator.Reconciler
	)

	BeforeEach(func() {
		namespace = createNamespace("reconciler")
		reconciler = newReconciler()
	})

	AfterEach(func() {
		deleteNamespace(namespace)
	})

	It("brings up one replica at a time", func() {
		key := createRelease(namespace, "web", "web:1", 3)
		Expect(reconciler.Reconcile(ctx, key)).To(Equal(v1.Progressing))
		Expect(reconciler.Reconcile(ctx, key)).To(Equal(v1.Progressing))
		Expect(rollOut(reconciler, key).Available).To(Equal(3))
	})

	It("renders the image and the replicas", func() {
		key := createRelease(namespace, "web", "web:2", 2)
		rollOut(reconciler, key)
		manifest := manifestOf(reconciler, key)
		Expect(manifest.Image).To(Equal("web:2"))
		Expect(manifest.Replicas).To(Equal(2))
	})

	It("scales a release that was ready", func() {
		key := createRelease(namespace, "web", "web:3", 1)
		release := rollOut(reconciler, key)
		release.Replicas = 4
		Expect(client.Update(ctx, &release)).To(Succeed())
		Expect(rollOut(reconciler, key).Available).To(Equal(4))
	})

	It("leaves a release alone once it is ready", func() {
		key := createRelease(namespace, "web", "web:4", 3)
		before := rollOut(reconciler, key)
		Expect(rollOut(reconciler, key)).To(Equal(before))
	})

	It("keeps releases of one namespace apart", func() {
		web := createRelease(namespace, "web", "web:5", 2)
		queue := createRelease(namespace, "queue", "queue:5", 3)
		Expect(rollOut(reconciler, web).Available).To(Equal(2))
		Expect(rollOut(reconciler, queue).Available).To(Equal(3))
		Expect(manifestOf(reconciler, queue).Image).To(Equal("queue:5"))
	})

	It("says which release is missing", func() {
		_, err := reconciler.Reconcile(ctx, api.Key{Namespace: namespace, Name: "nobody"})
		Expect(err).To(MatchError(ContainSubstring(namespace + "/nobody: no such object")))
	})
})
