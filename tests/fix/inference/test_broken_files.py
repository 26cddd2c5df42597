"""Whatever stands in a repository's files, there is an answer: a value, or a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from untagged_llm.fix import inference

from .asking import answers, put

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "CODEOWNERS",
    ".gitlab/CODEOWNERS",
    "catalog-info.yaml",
    "service.datadog.yaml",
    "cortex.yaml",
    "opslevel.yml",
    "owners.toml",
    "owners.yaml",
    "compose.yaml",
    "Dockerfile",
    ".env",
    "k8s/pod.yaml",
    "pyproject.toml",
)
PIECES = (
    "* @acme/search\n", "[Docs][2] @acme/x\n", "!a/\n", "[a-\n", "\\ @\n", "kind: Component\n",
    "metadata: {name: qa}\n", "metadata: [1]\n", "spec: {owner: 3}\n", "---\n", "? [a]\n: b\n",
    "services: {qa: {build: 1}}\n", "services: [1]\n", "&a [*a]\n", "<<: {x: y}\n", "!tag x\n",
    "info: {x-cortex-owners: {a: b}}\n", "paths: {'[': null, 1: {team: 2}}\n", "teams = [1]\n",
    "[paths]\n'**' = {team = 1}\n", "[project]\nname = 1\n", "OTEL_SERVICE_NAME=\n",
    "OTEL_RESOURCE_ATTRIBUTES=service.name,=\n", "env: [{name: DD_SERVICE, value: [1]}]\n",
)  # fmt: skip
CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=6).map(lambda pieces: "".join(pieces).encode()),
    st.lists(st.sampled_from([*PIECES, "\x00", "\ufeff", "  "]), max_size=6).map(
        lambda pieces: "".join(pieces).encode("utf-16")
    ),
)


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=st.sampled_from(NAMES), content=CONTENTS)
def test_no_content_stops_the_inference(repository: Path, name: str, content: bytes) -> None:
    file = put(repository, "src/app.py")
    placed = put(repository, name)
    placed.write_bytes(content)
    inference.forget()

    found = answers(file)

    placed.unlink()
    assert all(answer.values or answer.hint for answer in found.values())
    assert all(value.value.strip() for answer in found.values() for value in answer.values)
