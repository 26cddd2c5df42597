"""CODEOWNERS patterns: against git, which GitHub's follow but for a few rules, and by example."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from untagged_llm.policy.catalog.codeowners_patterns import github, gitlab
from untagged_llm.policy.catalog.codeowners_rules import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAMES = st.sampled_from(["a", "b", "ab", "src", "a.py", "b.py"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
GLOBS = st.sampled_from(["a", "b", "ab", "src", "*.py", "a*", "?", "*b*", "a?.py", "**"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Patterns that mean the same to git and to GitHub."""
    parts = draw(st.lists(GLOBS, min_size=1, max_size=4))
    end = "" if parts[-1] == "**" else draw(st.sampled_from(["", "/"]))
    return draw(st.sampled_from(["", "/"])) + "/".join(parts) + end


def ignored(folder: Path, pattern: str, paths: Sequence[str]) -> set[str]:
    """The paths that git ignores when `pattern` stands in a .gitignore."""
    (folder / "patterns").write_text(f"{pattern}\n")
    told = ["git", "-c", f"core.excludesFile={folder / 'patterns'}", "check-ignore"]
    done = subprocess.run(
        [*told, "--no-index", "--stdin"],
        cwd=folder,
        input="".join(f"{path}\n" for path in paths),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return set(done.stdout.splitlines())


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    return folder


@settings(max_examples=150, deadline=None, derandomize=True)
@given(pattern=patterns(), paths=st.lists(PATHS, min_size=5, max_size=20, unique=True))
def test_a_pattern_matches_what_git_would_ignore(
    clone: Path, pattern: str, paths: list[str]
) -> None:
    ours = {path for path in paths if github(pattern).fullmatch(path)}

    assert ours == ignored(clone, pattern, paths)


@settings(
    max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(patterns(), min_size=1, max_size=8), path=PATHS)
def test_the_last_line_that_matches_decides(tmp_path: Path, lines: list[str], path: str) -> None:
    file = tmp_path / "CODEOWNERS"
    file.write_text("".join(f"{line} @acme/team\n" for line in lines))
    matching = [at for at, line in enumerate(lines, 1) if github(line).fullmatch(path)]

    owners = parsed(file)

    assert [rule.line for rule in owners.deciding(path)] == matching[-1:]
    near = owners.within(f"{path.rpartition('/')[0]}/".lstrip("/"))
    assert near.deciding(path) == owners.deciding(path)


@pytest.mark.parametrize(
    ("pattern", "matched", "other"),
    [
        ("docs/*", ["docs/a"], ["docs/a/b", "x/docs/a"]),
        ("/*", ["a"], ["a/b"]),
        ("*", ["a", "a/b"], []),
        ("[a-c].py", ["[a-c].py"], ["b.py"]),
        ("f\\*o", ["f*o"], ["foo"]),
        ("a\\ b/", ["a b/c"], ["a/b"]),
    ],
)
def test_where_github_differs_from_git(pattern: str, matched: list[str], other: list[str]) -> None:
    assert all(github(pattern).fullmatch(path) for path in matched)
    assert not any(github(pattern).fullmatch(path) for path in other)


@pytest.mark.parametrize(
    ("pattern", "matched", "other"),
    [
        ("*", ["a", "a/b"], []),
        ("docs/*", ["docs/a", "x/docs/a"], ["docs/a/b"]),
        ("/docs", ["docs"], ["docs/a", "x/docs"]),
        ("/docs/", ["docs/a", "docs/a/b"], ["x/docs/a"]),
        ("docs/", ["docs/a", "x/docs/a/b"], ["docs"]),
        ("/docs/**", ["docs/a"], ["docs/a/b"]),
        ("/docs/**/a.md", ["docs/a.md", "docs/x/y/a.md"], ["docs/b.md"]),
        ("*.py", ["a.py", "x/.py", "x/a.py"], ["a.pyi"]),
        ("[a-c].py", ["b.py", "x/b.py"], ["d.py"]),
        ("[!a-c].py", ["d.py"], ["b.py"]),
        ("/a?b", ["axb"], ["a/b"]),
        ("[.py", ["[.py"], ["x.py"]),
    ],
)
def test_gitlab_matches_as_rubys_fnmatch(
    pattern: str, matched: list[str], other: list[str]
) -> None:
    assert [path for path in matched if not gitlab(pattern).fullmatch(path)] == []
    assert [path for path in other if gitlab(pattern).fullmatch(path)] == []
