"""What a deployment passes to the code it runs: the variables and labels that name a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLES = {"OTEL_SERVICE_NAME": "service_name", "DD_SERVICE": "service_name"}
LABELS = {
    "app.kubernetes.io/name": "service_name",
    "app.kubernetes.io/part-of": "project_id",
    "tags.datadoghq.com/service": "service_name",
    "com.datadoghq.tags.service": "service_name",
}
ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES"
NEEDLES = tuple(name.encode() for name in (*VARIABLES, *LABELS, ATTRIBUTES))

_INSIDE = {"service.name": "service_name", "service.namespace": "project_id"}


@dataclass(frozen=True, slots=True)
class Passed:
    """A value that a deployment gives, on a line of its file.

    `env` is the variable that holds it. `code` is the folder that is deployed, relative to the
    file's; None when the file does not say which.
    """

    key: str
    value: str
    line: int
    env: str | None = None
    code: str | None = None
    certain: bool = True


def variable(name: str, value: str, line: int) -> Iterator[Passed]:
    """What an environment variable says."""
    if name in VARIABLES and value:
        yield Passed(VARIABLES[name], value, line, env=name)
    if name == ATTRIBUTES:
        for attribute in value.split(","):
            inside, _, said = attribute.partition("=")
            if inside.strip() in _INSIDE and said.strip():
                yield Passed(_INSIDE[inside.strip()], said.strip(), line)


def label(name: str, value: str, line: int) -> Iterator[Passed]:
    """What a label says; other people's software that is deployed beside the code has some too."""
    if name in LABELS and value:
        yield Passed(LABELS[name], value, line, certain=False)
