"""The path patterns of CODEOWNERS files: GitHub's and Bitbucket's, which are alike, and GitLab's.

Both differ from gitignore, so no gitignore matcher will do. In GitHub's, `docs/*` stops at the
files of `docs`, and there is neither `!` nor `[a-z]`. GitLab's are Ruby's `fnmatch`: without a
leading slash they match at any depth, `/docs` is a file and only `/docs/` a folder, `**` counts
only as a whole folder (`**/`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_GITHUB = re.compile(r"\\(?P<escaped>.)|(?P<star>\*+)|(?P<one>\?)|(?P<other>.)", re.DOTALL)
_GITLAB = re.compile(
    r"\\(?P<escaped>.)|(?P<deep>(?<![^/])\*\*/)|(?P<star>\*+)|(?P<one>\?)|"
    r"\[(?P<negated>[!^]?)(?P<set>[^\]/]+)\]|(?P<other>.)",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def github(pattern: str) -> re.Pattern[str]:
    """What matches a whole path below the repository's root ("src/search/a.py")."""
    anchored = "/" in pattern.rstrip("/")
    parts = pattern.strip("/").split("/")
    lead = "" if anchored else "(?:.*/)?"
    return re.compile(lead + _joined(parts) + _tail(pattern, parts), re.DOTALL)


def _joined(parts: list[str]) -> str:
    last = len(parts) - 1
    return "".join(_part(part, index == last) for index, part in enumerate(parts))


def _part(part: str, is_last: bool) -> str:
    if part == "**":
        return ".+" if is_last else "(?:.*/)?"
    return _translated(_GITHUB, part) + ("" if is_last else "/")


def _tail(pattern: str, parts: list[str]) -> str:
    if parts[-1] == "**":
        return ""
    if pattern.endswith("/"):
        return "/.+"
    if parts[-1] == "*" and pattern != "*":
        return ""
    return "(?:/.*)?"


@lru_cache(maxsize=4096)
def gitlab(pattern: str) -> re.Pattern[str]:
    """The same for a pattern that GitLab reads."""
    if pattern == "*":
        return re.compile(".+", re.DOTALL)
    rooted = pattern if pattern.startswith("/") else f"/**/{pattern}"
    whole = f"{rooted}**/*" if rooted.endswith("/") else rooted
    return re.compile(_translated(_GITLAB, whole[1:]), re.DOTALL)


def _translated(tokens: re.Pattern[str], pattern: str) -> str:
    return "".join(_token(match) for match in tokens.finditer(pattern))


def _token(match: re.Match[str]) -> str:
    found = match.groupdict()
    if found.get("deep"):
        return "(?:.*/)?"
    if found["star"]:
        return "[^/]*"
    if found["one"]:
        return "[^/]"
    if found.get("set"):
        members = re.sub(r"[\\\[\]&~|^]", r"\\\g<0>", found["set"])
        return f"(?!/)[{'^' if found['negated'] else ''}{members}]"
    return re.escape(found["escaped"] or found["other"])


def depth(pattern: str) -> int:
    """How many folders a pattern names before its first wildcard; 0 when it has no root."""
    names = pattern.strip("/").split("/")
    if "/" not in pattern.rstrip("/"):
        return 0 if re.search(r"[*?\[]", pattern) else 1
    wild = (index for index, name in enumerate(names) if re.search(r"[*?\[]", name))
    return next(wild, len(names))


def start(pattern: str, dialect: str) -> str:
    """How every path begins that the pattern matches; "" when it may be any."""
    anchored = pattern.startswith("/") or (dialect != "gitlab" and "/" in pattern.rstrip("/"))
    return re.split(r"[*?\[\\]", pattern.lstrip("/"), maxsplit=1)[0] if anchored else ""
