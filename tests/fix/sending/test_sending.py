"""What fixed programs send: with the real SDKs, every request says whose it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ownership.arrived import required_tags

from .running import CATALOG, NAMED, Ran, fix, run

if TYPE_CHECKING:
    from ownership.capture import Request

APPS = Path(__file__).parents[3] / "fixtures" / "fix_apps"
SDKS = sorted(folder.name for folder in APPS.iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every application twice, the copies below `after` fixed."""
    root = tmp_path_factory.mktemp("apps")
    subprocess.run(["git", "init", "--quiet", root], check=True)
    (root / "catalog-info.yaml").write_text(CATALOG, encoding="utf-8")
    for sdk in SDKS:
        for folder in ("before", "after"):
            (root / folder).mkdir(exist_ok=True)
            shutil.copyfile(APPS / sdk / "before.py", root / folder / f"{sdk}.py")
    done = fix(root, "after", "--allow-dirty")
    assert done.returncode in (0, 1), done.stderr
    return root


def test_a_service_that_its_deployment_names_is_read_from_the_environment(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "catalog-info.yaml").write_text(CATALOG, encoding="utf-8")
    (tmp_path / "Dockerfile").write_text("ENV OTEL_SERVICE_NAME=qa\n", encoding="utf-8")
    shutil.copyfile(APPS / "groq" / "before.py", tmp_path / "app.py")

    done = fix(tmp_path, "--allow-dirty")
    (canary,) = sent(run(tmp_path, ["app.py"], OTEL_SERVICE_NAME="qa-canary"), "app.py")
    (plain,) = sent(run(tmp_path, ["app.py"]), "app.py")

    assert done.returncode == 0, done.stderr
    assert required_tags(canary) == {**NAMED, "service_name": "qa-canary"}
    assert required_tags(plain) == NAMED


@pytest.fixture(scope="module")
def ran(repository: Path) -> Ran:
    return run(repository, [f"{folder}/{sdk}.py" for sdk in SDKS for folder in ("before", "after")])


def sent(ran: Ran, program: str) -> list[Request]:
    requests = ran.requests.get(program, [])
    assert requests, f"{program} sent nothing\n{ran.told}"
    return requests


@pytest.mark.parametrize("sdk", SDKS)
def test_before_no_request_says_whose_it_is(sdk: str, ran: Ran) -> None:
    requests = sent(ran, f"before/{sdk}.py")

    assert [required_tags(request) for request in requests] == [{}] * len(requests)


@pytest.mark.parametrize("sdk", SDKS)
def test_after_every_request_says_whose_it_is_and_is_accepted(sdk: str, ran: Ran) -> None:
    before, after = sent(ran, f"before/{sdk}.py"), sent(ran, f"after/{sdk}.py")

    assert [request.path for request in after] == [request.path for request in before]
    assert [required_tags(request) for request in after] == [NAMED] * len(after)
    assert not any(request.rejected for request in after)


@pytest.fixture(scope="module")
def surrounded(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Every application fixed with `with owner(...)`."""
    root = tmp_path_factory.mktemp("surrounded")
    subprocess.run(["git", "init", "--quiet", root], check=True)
    (root / "catalog-info.yaml").write_text(CATALOG, encoding="utf-8")
    for sdk in SDKS:
        shutil.copyfile(APPS / sdk / "before.py", root / f"app_{sdk}.py")
    done = fix(root, "--allow-dirty", "--style", "context", "--unsafe-fixes")
    assert done.returncode in (0, 1), done.stderr
    return run(root, [f"app_{sdk}.py" for sdk in SDKS])


@pytest.mark.parametrize("sdk", SDKS)
def test_an_ambient_owner_arrives(sdk: str, surrounded: Ran) -> None:
    requests = sent(surrounded, f"app_{sdk}.py")

    assert [required_tags(request) for request in requests] == [NAMED] * len(requests)
    assert not any(request.rejected for request in requests)


def test_nothing_failed(ran: Ran) -> None:
    assert "failed" not in ran.told


def test_a_second_fix_changes_nothing(repository: Path) -> None:
    texts = {file: file.read_text(encoding="utf-8") for file in repository.glob("after/*.py")}

    done = fix(repository, "after", "--allow-dirty")

    assert done.returncode in (0, 1), done.stderr
    assert texts == {file: file.read_text(encoding="utf-8") for file in texts}
