package operator_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo"
	. "github.com/onsi/gomega"

	"example.com/operator"
	"example.com/operator/api"
	v1 "example.com/operator/api/v1"
)

const renderedDir = "rendered"

var (
	ctx     context.Context
	cancel  context.CancelFunc
	backend *api.Server
	server  *httptest.Server
	apiURL  string
	client  *api.Client
	journal *operator.Journal
)

func TestOperator(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Operator")
}

var _ = SynchronizedBeforeSuite(func() []byte {
	ctx, cancel = context.WithCancel(context.Background())
	Expect(v1.AddToScheme(api.DefaultScheme)).To(Succeed())
	Expect(os.MkdirAll(renderedDir, 0o755)).To(Succeed())

	backend = api.NewServer()
	server = httptest.NewServer(backend)
	apiURL = server.URL
	return nil
}, func(_ []byte) {
	client = api.NewClient(apiURL, api.DefaultScheme)

	var err error
	name := fmt.Sprintf("operator-journal-%d.log", GinkgoParallelProcess())
	journal, err = operator.OpenJournal(filepath.Join(os.TempDir(), name))
	Expect(err).NotTo(HaveOccurred())
	go journal.Follow(ctx, client)
})

var _ = AfterEach(func() {
	backend.Report(GinkgoWriter)
})

var _ = AfterSuite(func() {
	Expect(journal.Close()).To(Succeed())
	cancel()
	Expect(os.Remove(journal.Path())).To(Succeed())
	server.Close()
	Expect(os.RemoveAll(renderedDir)).To(Succeed())
})
