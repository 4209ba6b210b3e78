// Package api is what the operator and the server of its objects say to each other.
package api

import (
	"fmt"
	"reflect"
)

// DefaultScheme is the scheme of programs that need only one.
var DefaultScheme = NewScheme()

// Scheme knows under which resource the objects of a Go type are kept.
type Scheme struct {
	resources map[reflect.Type]string
}

// NewScheme returns a scheme that knows no type yet.
func NewScheme() *Scheme {
	return &Scheme{resources: map[reflect.Type]string{}}
}

// AddKnownTypes lets objects of these types be kept under a resource. To add a type again does no harm.
func (s *Scheme) AddKnownTypes(resource string, objects ...interface{}) {
	for _, object := range objects {
		s.resources[reflect.TypeOf(object)] = resource
	}
}

// ResourceOf is the resource that keeps objects of this type.
func (s *Scheme) ResourceOf(object interface{}) (string, error) {
	resource, known := s.resources[reflect.TypeOf(object)]
	if !known {
		return "", fmt.Errorf("no resource is registered for the type %T in this scheme", object)
	}
	return resource, nil
}
