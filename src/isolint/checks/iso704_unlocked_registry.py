"""A container in a shared object is changed and read by several goroutines with no lock.

A registry that is filled before anything starts needs no lock. When tests replace its entries
while controllers, handlers or goroutines of other tests read it, two of them meet in the
container: an entry is lost or seen half written, and where the language can tell, the
whole process ends ("concurrent map writes").

## Bad
    class Registry:
        def register(self, name, service):
            self.services[name] = service

        def deliver(self, name, message):
            return self.services[name].send(message)

## Good
    class Registry:
        def register(self, name, service):
            with self.lock:
                self.services[name] = service

        def deliver(self, name, message):
            with self.lock:
                service = self.services[name]
            return service.send(message)

## Bad (Go)
    func (r *Registry) Register(name string, service Service) {
        r.services[name] = service
    }

    func (r *Registry) Deliver(ctx context.Context, name string) error {
        return r.services[name].Send(ctx)
    }

## Good (Go)
    func (r *Registry) Register(name string, service Service) {
        r.mu.Lock()
        defer r.mu.Unlock()
        r.services[name] = service
    }

    func (r *Registry) Deliver(ctx context.Context, name string) error {
        r.mu.RLock()
        service := r.services[name]
        r.mu.RUnlock()
        return service.Send(ctx)
    }

## Fix
None is made for you. Take a lock in each method that gets at the container, or use one that
is made for threads. A lock makes the container sound; it does not keep a goroutine of the
last test from meeting what this one has registered.

## When it stays quiet
Python, whose containers survive it. Methods that take a lock, or that are only called under
one; objects that no goroutine, handler or controller is seen to get; containers that are filled
before anything starts and only read after that.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.rule import rule


@rule("ISO704", severity=Severity.WARNING, since="0.1")
def unlocked_registry(suite: Suite) -> Iterator[Hit]:
    for use in suite.unlocked_uses:
        does = "changes" if use.writes else "reads"
        yield Hit(
            site=use.site,
            message=f"`{use.method}` {does} `{use.field}` with no lock, while it may be changed: "
            f"this {use.owner} is used by a goroutine and by {use.also}",
            help="take a lock in each method that gets at it, or keep it in a `sync.Map`",
            related=(Related(use.beside, "runs beside the rest"),),
            confidence=Confidence.HIGH if use.partly else Confidence.MEDIUM,
        )
