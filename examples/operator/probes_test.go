package operator_test

import (
	"net"
	"net/http"
	"net/http/httptest"

	. "github.com/onsi/ginkgo"
	. "github.com/onsi/gomega"

	"example.com/operator"
	"example.com/operator/api"
)

var _ = Describe("Probes", func() {
	var (
		namespace string
		listener  net.Listener
	)

	BeforeEach(func() {
		var err error
		listener, err = net.Listen("tcp", "127.0.0.1:17443")
		Expect(err).NotTo(HaveOccurred())
		go http.Serve(listener, operator.Probes(client))
		namespace = createNamespace("probes")
	})

	AfterEach(func() {
		if listener != nil {
			Expect(listener.Close()).To(Succeed())
		}
		deleteNamespace(namespace)
	})

	statusOf := func(address net.Addr, path string) int {
		response, err := http.Get("http://" + address.String() + path)
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		return response.StatusCode
	}

	It("is alive", func() {
		Expect(statusOf(listener.Addr(), "/healthz")).To(Equal(http.StatusOK))
	})

	It("is ready while a release is rolled out", func() {
		key := createRelease(namespace, "web", "web:1", 4)
		Expect(statusOf(listener.Addr(), "/readyz")).To(Equal(http.StatusOK))
		rollOut(newReconciler(), key)
		Expect(statusOf(listener.Addr(), "/readyz")).To(Equal(http.StatusOK))
	})

	It("is ready while there is nothing to do", func() {
		Expect(statusOf(listener.Addr(), "/readyz")).To(Equal(http.StatusOK))
	})

	It("is alive, but not ready, while the API is away", func() {
		away := httptest.NewServer(http.NotFoundHandler())
		defer away.Close()
		orphan, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		defer orphan.Close()
		go http.Serve(orphan, operator.Probes(api.NewClient(away.URL, api.DefaultScheme)))
		Expect(statusOf(orphan.Addr(), "/healthz")).To(Equal(http.StatusOK))
		Expect(statusOf(orphan.Addr(), "/readyz")).To(Equal(http.StatusServiceUnavailable))
	})
})
