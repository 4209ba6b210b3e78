package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Change is one thing that happened to an object or a namespace.
type Change struct {
	Revision int    `json:"revision"`
	Verb     string `json:"verb"`
	Path     string `json:"path"`
}

// Server keeps namespaces, and objects in them, in memory.
type Server struct {
	mu         sync.Mutex
	namespaces map[string]map[string]json.RawMessage // by the path of the object
	changes    []Change
}

// NewServer returns an empty server.
func NewServer() *Server {
	return &Server{namespaces: map[string]map[string]json.RawMessage{}}
}

// Report writes how much the server keeps.
func (s *Server) Report(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(w, "%d namespaces after %d changes\n", len(s.namespaces), len(s.changes))
}

// ServeHTTP knows /changes, /namespaces/NAME, /RESOURCE/NAMESPACE and /RESOURCE/NAMESPACE/NAME.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case parts[0] == "changes":
		s.serveChanges(w, r)
	case parts[0] == "namespaces" && len(parts) == 2:
		s.serveNamespace(w, r, parts[1])
	case len(parts) == 2:
		s.serveList(w, r, parts[1])
	case len(parts) == 3:
		s.serveObject(w, r, parts[1])
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) serveChanges(w http.ResponseWriter, r *http.Request) {
	since, err := strconv.Atoi(r.URL.Query().Get("since"))
	if err != nil || since < 0 || since > len(s.changes) {
		http.Error(w, "no such revision", http.StatusBadRequest)
		return
	}
	s.answer(w, s.changes[since:])
}

func (s *Server) serveNamespace(w http.ResponseWriter, r *http.Request, name string) {
	_, exists := s.namespaces[name]
	switch {
	case r.Method == http.MethodPost && exists:
		http.Error(w, "the namespace exists", http.StatusConflict)
	case r.Method == http.MethodPost:
		s.namespaces[name] = map[string]json.RawMessage{}
		s.changed(w, r)
	case !exists:
		http.Error(w, "no such namespace", http.StatusNotFound)
	default:
		delete(s.namespaces, name)
		s.changed(w, r)
	}
}

func (s *Server) serveList(w http.ResponseWriter, r *http.Request, namespace string) {
	objects, exists := s.namespaces[namespace]
	if !exists {
		http.Error(w, "no such namespace", http.StatusNotFound)
		return
	}
	var paths []string
	for path := range objects {
		if strings.HasPrefix(path, r.URL.Path+"/") {
			paths = append(paths, path)
		}
	}
	sort.Strings(paths)
	items := []json.RawMessage{}
	for _, path := range paths {
		items = append(items, objects[path])
	}
	s.answer(w, map[string]interface{}{"items": items})
}

func (s *Server) serveObject(w http.ResponseWriter, r *http.Request, namespace string) {
	objects, kept := s.namespaces[namespace]
	object, exists := objects[r.URL.Path]
	switch {
	case !kept:
		http.Error(w, "no such namespace", http.StatusNotFound)
	case r.Method == http.MethodPost && exists:
		http.Error(w, "the object exists", http.StatusConflict)
	case r.Method != http.MethodPost && !exists:
		http.Error(w, "no such object", http.StatusNotFound)
	case r.Method == http.MethodGet:
		s.answer(w, object)
	default:
		content, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		objects[r.URL.Path] = content
		s.changed(w, r)
	}
}

func (s *Server) changed(w http.ResponseWriter, r *http.Request) {
	s.changes = append(s.changes, Change{Revision: len(s.changes) + 1, Verb: r.Method, Path: r.URL.Path})
	s.answer(w, s.changes[len(s.changes)-1])
}

func (s *Server) answer(w http.ResponseWriter, value interface{}) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}
