"""Deployment files of YAML: compose, Kubernetes, serverless, whatever has an environment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.sources.passed import Passed, label, variable
from untagged_llm.policy.catalog.yaml_text import Node, at, documents, items, pairs, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ROLES = frozenset(
    {
        "api", "app", "backend", "dev", "frontend", "jobs", "main", "migrate", "scheduler",
        "server", "service", "test", "tests", "web", "worker",
    }
)  # fmt: skip


def in_manifests(path: Path) -> Iterator[Passed]:
    """What the documents say. Raises ConfigError when they cannot be read."""
    for document in documents(path):
        services = at(document, "services")
        if any(_is_compose(service) for _, service in pairs(services)):
            yield from _composed(services)
        elif document is not None:
            yield from _preferred(_walked(document))


def _is_compose(service: Node) -> bool:
    return at(service, "build") is not None or at(service, "image") is not None


def _composed(services: Node) -> Iterator[Passed]:
    """Each service with what it is built from; without a build it runs somebody's image."""
    keys: dict[str, list[Passed]] = {}
    for key, service in pairs(services):
        named = tuple(_preferred(_walked(service)))
        code = _build_context(service)
        yield from (replace(each, code=code, certain=code is not None) for each in named)
        if code is not None and not any(each.key == "service_name" for each in named):
            keys.setdefault(code, []).append(_called(key, code))
    yield from (each for group in keys.values() for each in group if _is_name(each, group))


def _called(key: Node, code: str) -> Passed:
    line = key.start_mark.line + 1
    return Passed("service_name", str(key.value), line, code=code, certain=False)


def _is_name(each: Passed, group: list[Passed]) -> bool:
    """Several services of one code are its processes, and "web" is what one does."""
    return len(group) == 1 and each.value not in _ROLES


def _build_context(service: Node) -> str | None:
    build = at(service, "build")
    return text(build) or (text(at(build, "context")) or "." if build is not None else None)


def _preferred(found: Iterable[Passed]) -> Iterator[Passed]:
    """A variable reaches the code itself; a label of the same document only names the pod."""
    passed = tuple(dict.fromkeys(found))
    set_by_variable = {each.key for each in passed if each.env}
    yield from (each for each in passed if each.env or each.key not in set_by_variable)


def _walked(root: Node) -> Iterator[Passed]:
    for node in _nodes(root):
        name, value = text(at(node, "name")), at(node, "value")
        if name and value is not None:
            yield from variable(name, text(value) or "", _line(value))
        for key, child in pairs(node):
            if child.id == "scalar":
                yield from _said(str(key.value), child)
        for child in items(node):
            if child.id == "scalar":
                name, _, rest = str(child.value).partition("=")
                yield from variable(name.strip(), rest.strip().strip("\"'"), _line(child))


def _nodes(root: Node) -> Iterator[Node]:
    """Every node in its order, once: an anchor may stand in many places, or in itself."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            children = [*(value for _, value in pairs(node)), *items(node)]
            waiting += reversed(children)


def _said(name: str, node: Node) -> Iterator[Passed]:
    yield from variable(name, text(node) or "", _line(node))
    yield from label(name, text(node) or "", _line(node))


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
