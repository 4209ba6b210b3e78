package operator_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo"
	. "github.com/onsi/gomega"

	"example.com/operator"
	"example.com/operator/api"
)

var _ = Describe("Journal", func() {
	Describe("of all namespaces", func() {
		var namespace string

		BeforeEach(func() {
			namespace = createNamespace("journal")
		})

		AfterEach(func() {
			deleteNamespace(namespace)
		})

		written := func() string {
			journal.Flush()
			content, err := os.ReadFile(journal.Path())
			Expect(err).NotTo(HaveOccurred())
			return string(content)
		}

		It("has the namespaces", func() {
			Eventually(written).Should(ContainSubstring(`"POST","path":"/namespaces/` + namespace))
		})

		It("has each step of a release", func() {
			key := createRelease(namespace, "steps", "steps:1", 3)
			rollOut(newReconciler(), key)
			Eventually(written).Should(ContainSubstring(`"POST","path":"/releases/` + namespace + "/steps"))
			Eventually(written).Should(ContainSubstring(`"PUT","path":"/releases/` + namespace + "/steps"))
		})
	})

	Describe("of its own", func() {
		var (
			directory string
			own       *operator.Journal
		)

		BeforeEach(func() {
			var err error
			directory, err = os.MkdirTemp("", "operator-journal-")
			Expect(err).NotTo(HaveOccurred())
			own, err = operator.OpenJournal(filepath.Join(directory, "journal.log"))
			Expect(err).NotTo(HaveOccurred())
		})

		AfterEach(func() {
			Expect(os.RemoveAll(directory)).To(Succeed())
		})

		It("writes what is left when it is closed", func() {
			own.Record(api.Change{Revision: 1, Verb: "POST", Path: "/releases/shop/web"})
			own.Record(api.Change{Revision: 2, Verb: "PUT", Path: "/releases/shop/web"})
			Expect(own.Close()).To(Succeed())
			Expect(os.ReadFile(own.Path())).To(ContainSubstring(`{"revision":2,"verb":"PUT"`))
		})

		It("writes in the background", func() {
			own.Record(api.Change{Revision: 7, Verb: "POST", Path: "/releases/shop/web"})
			Eventually(func() ([]byte, error) {
				return os.ReadFile(own.Path())
			}).Should(ContainSubstring(`"revision":7`))
			Expect(own.Close()).To(Succeed())
		})
	})
})
