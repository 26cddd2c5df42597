"""The fingerprint of a call or construction, the same for the checker and at run time.

It survives moved lines and edited arguments. It lives down here because the runtime, which never
loads the checker, writes it on usage events.
"""

from __future__ import annotations

import hashlib
import os


def site_id(module: str, scope: str, callable_: str, text: str, ordinal: int) -> str:
    """16 hex digits of where a call stands and what it calls.

    `module` is the file's path in its project (`module_path`), `scope` the dotted name of what
    encloses the call, `callable_` the canonical callee, `text` the callee as written, `ordinal`
    how many calls of the same text stand before it in its scope.
    """
    parts = (module, scope, callable_, text, str(ordinal))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def project_base(root: str) -> str:
    """Where the project of a configuration starts: its root, unless that is the whole disk."""
    return os.getcwd() if os.path.dirname(root) == root else root  # noqa: PTH109, PTH120


def module_path(path: str, base: str) -> str | None:
    """The path of a file in the project that starts at `base`; None for one outside of it."""
    try:
        relative = os.path.relpath(path, base).replace(os.sep, "/")
    except ValueError:  # another drive
        return None
    return None if relative.startswith("../") else relative
