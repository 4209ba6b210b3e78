package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Key is the place of an object within its resource.
type Key struct {
	Namespace string
	Name      string
}

// Object is what a server can keep.
type Object interface {
	Key() Key
}

// Client reads and writes the objects of a server.
type Client struct {
	url    string
	scheme *Scheme
}

// NewClient returns a client of the server at url; nothing is asked of the server yet.
func NewClient(url string, scheme *Scheme) *Client {
	return &Client{url: url, scheme: scheme}
}

// CreateNamespace fails where the namespace exists.
func (c *Client) CreateNamespace(ctx context.Context, name string) error {
	return c.call(ctx, http.MethodPost, "/namespaces/"+name, nil, nil)
}

// DeleteNamespace takes all objects of the namespace with it.
func (c *Client) DeleteNamespace(ctx context.Context, name string) (Change, error) {
	var change Change
	err := c.call(ctx, http.MethodDelete, "/namespaces/"+name, nil, &change)
	return change, err
}

// Create fails where the object exists.
func (c *Client) Create(ctx context.Context, object Object) error {
	return c.send(ctx, http.MethodPost, object)
}

// Update fails where there is no such object.
func (c *Client) Update(ctx context.Context, object Object) error {
	return c.send(ctx, http.MethodPut, object)
}

// Get reads the object of this key into a pointer.
func (c *Client) Get(ctx context.Context, key Key, into interface{}) error {
	path, err := c.path(into, key.Namespace, key.Name)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodGet, path, nil, into)
}

// List reads all objects of a namespace into a pointer to a list.
func (c *Client) List(ctx context.Context, namespace string, into interface{}) error {
	path, err := c.path(into, namespace)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodGet, path, nil, into)
}

// Changes are those that came after a revision, in all namespaces.
func (c *Client) Changes(ctx context.Context, since int) ([]Change, error) {
	var changes []Change
	err := c.call(ctx, http.MethodGet, fmt.Sprintf("/changes?since=%d", since), nil, &changes)
	return changes, err
}

func (c *Client) send(ctx context.Context, method string, object Object) error {
	path, err := c.path(object, object.Key().Namespace, object.Key().Name)
	if err != nil {
		return err
	}
	return c.call(ctx, method, path, object, nil)
}

func (c *Client) path(object interface{}, rest ...string) (string, error) {
	resource, err := c.scheme.ResourceOf(object)
	return strings.Join(append([]string{"", resource}, rest...), "/"), err
}

func (c *Client) call(ctx context.Context, method, path string, body, into interface{}) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, strings.TrimSpace(string(answer)))
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}
