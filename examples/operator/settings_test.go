package operator_test

import (
	"os"

	. "github.com/onsi/ginkgo"
	. "github.com/onsi/gomega"

	"example.com/operator/api"
)

var _ = Describe("Settings", func() {
	var (
		namespace string
		key       api.Key
	)

	BeforeEach(func() {
		namespace = createNamespace("settings")
		key = createRelease(namespace, "web", "web:1", 3)
	})

	AfterEach(func() {
		deleteNamespace(namespace)
	})

	regionOf := func(key api.Key) string {
		reconciler := newReconciler()
		rollOut(reconciler, key)
		return manifestOf(reconciler, key).Region
	}

	It("takes the region from the environment", func() {
		os.Setenv("OPERATOR_REGION", "north")
		Expect(regionOf(key)).To(Equal("north"))
	})

	It("has a region of its own when the environment names none", func() {
		os.Setenv("OPERATOR_REGION", "")
		Expect(regionOf(key)).To(Equal("local"))
	})

	It("renders small releases into its region", func() {
		Expect(regionOf(createRelease(namespace, "small", "small:1", 1))).To(Equal("local"))
	})

	It("renders large releases into its region", func() {
		Expect(regionOf(createRelease(namespace, "large", "large:1", 5))).To(Equal("local"))
	})

	It("renders an update into its region", func() {
		release := rollOut(newReconciler(), key)
		release.Replicas++
		Expect(client.Update(ctx, &release)).To(Succeed())
		Expect(regionOf(key)).To(Equal("local"))
	})

	It("renders the second release into its region", func() {
		Expect(regionOf(key)).To(Equal("local"))
		Expect(regionOf(createRelease(namespace, "second", "second:1", 2))).To(Equal("local"))
	})

	Describe("of a dry run", func() {
		var before string

		BeforeEach(func() {
			before = os.Getenv("OPERATOR_DRY_RUN")
			os.Setenv("OPERATOR_DRY_RUN", "1")
		})

		AfterEach(func() {
			os.Setenv("OPERATOR_DRY_RUN", before)
		})

		It("renders nothing", func() {
			reconciler := newReconciler()
			rollOut(reconciler, key)
			Expect(reconciler.ManifestPath(key)).NotTo(BeAnExistingFile())
		})
	})
})
