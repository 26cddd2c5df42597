"""What deployment files say of the code they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .asking import answers, put, values

if TYPE_CHECKING:
    from pathlib import Path


def service(path: Path) -> list[tuple[str, str, str | None]]:
    """Value, source and variable of every candidate."""
    found = answers(path)["service_name"].values
    return [(each.value, each.source, each.env) for each in found]


@pytest.mark.parametrize(
    ("name", "text", "line", "env"),
    [
        ("Dockerfile", "FROM x\nENV A=1 OTEL_SERVICE_NAME=qa\n", 2, "OTEL_SERVICE_NAME"),
        ("qa.Dockerfile", "ENV DD_SERVICE qa\n", 1, "DD_SERVICE"),
        ("Dockerfile", 'LABEL com.datadoghq.tags.service="qa"\n', 1, None),
        (
            ".env",
            "# OTEL_SERVICE_NAME=old\nexport OTEL_SERVICE_NAME='qa'\n",
            2,
            "OTEL_SERVICE_NAME",
        ),
        ("Procfile", "web: DD_SERVICE=qa gunicorn app\n", 1, "DD_SERVICE"),
        ("fly.toml", '[env]\n  DD_SERVICE = "qa"\n', 2, "DD_SERVICE"),
        ("qa.service", "Environment=DD_SERVICE=qa\n", 1, "DD_SERVICE"),
        ("app.yaml", "env_variables:\n  OTEL_SERVICE_NAME: qa\n", 2, "OTEL_SERVICE_NAME"),
        (
            "k8s/base/deployment.yaml",
            "spec:\n  containers:\n  - env:\n    - name: DD_SERVICE\n      value: qa\n",
            5,
            "DD_SERVICE",
        ),
        ("k8s/pod.yaml", "metadata:\n  labels: {app.kubernetes.io/name: qa}\n", 2, None),
        ("k8s/pod.yml", "labels:\n  tags.datadoghq.com/service: qa\n", 2, None),
        ("Dockerfile", "ENV OTEL_RESOURCE_ATTRIBUTES=service.name=qa,a=b\n", 1, None),
    ],
)
def test_the_name_under_which_code_runs(
    repository: Path, name: str, text: str, line: int, env: str | None
) -> None:
    put(repository, f"services/qa/{name}", text)
    put(repository, "pyproject.toml", '[project]\nname = "shop"\n')

    assert service(put(repository, "services/qa/app.py")) == [
        ("qa", f"services/qa/{name}:{line}", env)
    ]
    assert service(put(repository, "app.py")) == [("shop", "pyproject.toml:2", None)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".env.example", "OTEL_SERVICE_NAME=qa\n"),
        (".env", "OTEL_SERVICE_NAME=${NAME}\n"),
        (".env", "OTEL_SERVICE_NAME=\nMY_DD_SERVICE=qa\n"),
        ("Dockerfile", "ENV OTEL_SERVICE_NAME=your-service\n"),
        ("k8s/pod.yaml", "labels: {app.kubernetes.io/name: {{ .Values.name }}}\n"),
        (".gitlab-ci.yml", "variables: {DD_SERVICE: tests}\n"),
        ("notes.yaml", "name: qa\n"),
        ("compose.yaml", "services: {web: {build: .}, worker: {build: .}}\n"),
        ("compose.yaml", "services: {redis: {image: redis}}\n"),
    ],
)
def test_what_names_no_service(repository: Path, name: str, text: str) -> None:
    put(repository, name, text)

    assert service(put(repository, "app.py")) == []


COMPOSE = """
services:
  qa:
    build: ./services/qa
    environment: ["OTEL_SERVICE_NAME=question-answering"]
  mailer:
    build: {context: services/mail}
  redis:
    image: redis
    environment: {DD_SERVICE: cache}
"""


def test_compose_names_the_code_that_it_builds(repository: Path) -> None:
    put(repository, "compose.yaml", COMPOSE)

    assert service(put(repository, "services/qa/app.py")) == [
        ("question-answering", "compose.yaml:5", "OTEL_SERVICE_NAME")
    ]
    assert values(put(repository, "services/mail/app.py"), "service_name") == [
        ("mailer", "compose.yaml:6", "likely")
    ]


def test_compose_in_a_folder_of_its_own_builds_what_is_outside(repository: Path) -> None:
    put(repository, "docker/compose.yaml", COMPOSE.replace("./services", "../services"))

    assert service(put(repository, "services/qa/app.py"))[0][0] == "question-answering"


def test_compose_that_builds_what_is_outside_the_project_says_nothing(repository: Path) -> None:
    put(repository, "compose.yaml", "services: {mailer: {build: ../mailer}}\n")

    assert service(put(repository, "app.py")) == []


def test_labels_are_likely_since_other_software_has_some(repository: Path) -> None:
    put(repository, "k8s/redis.yaml", "labels: {app.kubernetes.io/name: redis}\n")
    file = put(repository, "app.py")

    assert values(file, "service_name") == [("redis", "k8s/redis.yaml:1", "likely")]


def test_an_image_of_somebody_is_only_likely(repository: Path) -> None:
    put(repository, "compose.yaml", COMPOSE)

    found = values(put(repository, "tools/app.py"), "service_name")

    assert found == [("cache", "compose.yaml:10", "likely")]


def test_anchors_are_followed_once_even_into_themselves(repository: Path) -> None:
    put(
        repository,
        "compose.yaml",
        """
        x-env: &env {OTEL_SERVICE_NAME: qa, again: &me [*me]}
        services:
          qa: {build: ., environment: {<<: *env}}
        """,
    )
    assert service(put(repository, "app.py")) == [("qa", "compose.yaml:2", "OTEL_SERVICE_NAME")]


def test_several_services_in_one_folder_are_choices(repository: Path) -> None:
    put(repository, "k8s/a.yaml", "env: [{name: DD_SERVICE, value: qa}]\n")
    put(repository, "k8s/b.yaml", "env: [{name: DD_SERVICE, value: mail}]\n")
    file = put(repository, "app.py")

    assert [value for value, _, _ in service(file)] == ["qa", "mail"]
    assert answers(file)["service_name"].chosen is None


def test_choices_of_deployments_are_settled_by_the_distribution(repository: Path) -> None:
    put(repository, "k8s/a.yaml", "env: [{name: DD_SERVICE, value: qa}]\n")
    put(repository, "k8s/b.yaml", "env: [{name: DD_SERVICE, value: mail}]\n")
    put(repository, "pyproject.toml", '[project]\nname = "qa"\n')

    assert service(put(repository, "app.py")) == [("qa", "pyproject.toml:2", "DD_SERVICE")]


def test_a_variable_goes_before_the_labels_of_its_document(repository: Path) -> None:
    put(
        repository,
        "k8s/pod.yaml",
        """
        metadata:
          labels: {app.kubernetes.io/name: qa-pod, app.kubernetes.io/part-of: web-shop}
        spec: {containers: [{env: [{name: OTEL_SERVICE_NAME, value: qa}]}]}
        """,
    )
    file = put(repository, "app.py")

    assert service(file) == [("qa", "k8s/pod.yaml:4", "OTEL_SERVICE_NAME")]
    assert values(file, "project_id") == [("web-shop", "k8s/pod.yaml:3", "likely")]


def test_the_catalogs_name_is_passed_by_the_same_variable(repository: Path) -> None:
    put(repository, "catalog-info.yaml", "kind: Component\nmetadata: {name: qa}\n")
    put(repository, "Dockerfile", "ENV OTEL_SERVICE_NAME=qa\n")

    assert service(put(repository, "app.py")) == [
        ("qa", "catalog-info.yaml:2", "OTEL_SERVICE_NAME")
    ]
