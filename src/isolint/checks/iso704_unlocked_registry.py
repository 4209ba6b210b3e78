"""A container in a shared object is changed and read by several threads or goroutines with no lock.

A registry that is filled before anything starts needs no lock. When tests replace its entries
while controllers, handlers or goroutines of other tests read it, two of them meet in the
container: an entry is lost or seen half written, and where the language can tell, the
whole process ends ("concurrent map writes"). In Python a loop over a dictionary or set ends with
"changed size during iteration" when another thread that runs the same test adds or removes something.

## Bad
    class Registry:
        def register(self, name, service):
            self.services[name] = service

        def broadcast(self, message):
            for service in self.services.values():
                service.send(message)

## Good
    class Registry:
        def register(self, name, service):
            with self.lock:
                self.services[name] = service

        def broadcast(self, message):
            with self.lock:
                services = list(self.services.values())
            for service in services:
                service.send(message)

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
Python without a runner of threads (see the setting `profile`), and with one all but loops over a
dictionary or set: the single access is safe. Methods that take a lock, or that are only called under
one; objects that no goroutine, handler, controller or second thread is seen to get; containers that
are filled before anything starts and only read after that.
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
            f"this {use.owner} is used by {use.also}",
            help="take a lock in each method that gets at it, or use a container that is made for threads",
            related=(Related(use.beside, "runs beside the rest"),),
            confidence=Confidence.HIGH if use.partly else Confidence.MEDIUM,
        )
