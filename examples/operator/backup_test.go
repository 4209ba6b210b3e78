package operator_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo"
	. "github.com/onsi/gomega"

	"example.com/operator"
	"example.com/operator/api"
	v1 "example.com/operator/api/v1"
)

var _ = Describe("Backup", func() {
	var namespace, other, path string

	BeforeEach(func() {
		namespace = createNamespace("backup")
		other = createNamespace("restored")
		path = filepath.Join(os.TempDir(), "operator-backup.json")
	})

	AfterEach(func() {
		deleteNamespace(namespace)
		deleteNamespace(other)
	})

	It("brings releases back in another namespace", func() {
		key := createRelease(namespace, "web", "web:1", 2)
		Expect(operator.Backup(ctx, client, namespace, path)).To(Succeed())
		rollOut(newReconciler(), key)

		Expect(operator.Restore(ctx, client, other, path)).To(Succeed())
		var restored v1.Release
		Expect(client.Get(ctx, api.Key{Namespace: other, Name: "web"}, &restored)).To(Succeed())
		Expect(restored.Image).To(Equal("web:1"))
		Expect(restored.Phase).To(Equal(v1.Pending))
	})

	It("rolls restored releases out anew", func() {
		key := createRelease(namespace, "queue", "queue:1", 2)
		rollOut(newReconciler(), key)
		Expect(operator.Backup(ctx, client, namespace, path)).To(Succeed())
		createRelease(namespace, "late", "late:1", 1)
		rollOut(newReconciler(), api.Key{Namespace: namespace, Name: "late"})

		Expect(operator.Restore(ctx, client, other, path)).To(Succeed())
		Expect(rollOut(newReconciler(), api.Key{Namespace: other, Name: "queue"}).Available).To(Equal(2))
	})

	It("takes all releases of a namespace", func() {
		first := createRelease(namespace, "first", "first:1", 3)
		createRelease(namespace, "second", "second:1", 1)
		Expect(operator.Backup(ctx, client, namespace, path)).To(Succeed())
		rollOut(newReconciler(), first)

		Expect(operator.Restore(ctx, client, other, path)).To(Succeed())
		var restored v1.ReleaseList
		Expect(client.List(ctx, other, &restored)).To(Succeed())
		Expect(restored.Items).To(HaveLen(2))
	})

	It("refuses a file that is no backup", func() {
		key := createRelease(namespace, "web", "web:2", 2)
		Expect(os.WriteFile(path, []byte("not a backup"), 0o600)).To(Succeed())
		rollOut(newReconciler(), key)

		err := operator.Restore(ctx, client, other, path)
		Expect(err).To(MatchError(ContainSubstring("is no backup")))
	})
})
