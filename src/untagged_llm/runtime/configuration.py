"""`[tool.untagged-llm.runtime]`, and the `UNTAGGED_LLM_*` variables, which win."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from untagged_llm.policy.errors import ConfigError, mend
from untagged_llm.runtime.errors import SettingError

if TYPE_CHECKING:
    from untagged_llm.policy.settings import Settings

OnMissing = Literal["raise", "warn", "record"]
Sink = str | Mapping[str, Any] | Callable[[Any], None]

ON_MISSING = ("raise", "warn", "record")
CARRIERS = ("headers", "metadata", "labels", "requestMetadata")
TOKEN_CEILING = 50_000


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the runtime does, besides what the policy (`settings`) says of tags.

    `on_missing`: a request without its required tags is refused, warned about or only recorded.
    `sinks`: where events go, as addresses ("usage.jsonl", "sqlite:usage.db"), tables or
    callables; `spool`: the folder in which events wait for a sink that is away; `queue`: how
    many events may wait in memory. `token_ceiling`: a request that used more raises an alert
    event; 0 is no ceiling. `ask_for_usage`: whether a stream is asked for its usage where the
    provider wants to be asked. `owner_patches`: whether `owner(...)` also holds for clients that
    nobody tagged, by patching what sends requests. `carriers`: where tags ride; empty leaves
    that to the policy.
    """

    settings: Settings
    on_missing: OnMissing = "warn"
    sinks: tuple[Sink, ...] = ()
    spool: str | None = None
    queue: int = 10_000
    token_ceiling: int = TOKEN_CEILING
    ask_for_usage: bool = True
    owner_patches: bool = True
    carriers: tuple[str, ...] = ()
    source: Path | None = field(default=None, compare=False)


_NAMES = tuple(
    each.name for each in fields(Configuration) if each.name not in ("settings", "source")
)
_current: Configuration | None = None
_changed: list[Callable[[], None]] = []


def configuration() -> Configuration:
    """The process's configuration, read once: of the working directory, or $UNTAGGED_LLM_CONFIG.

    Raises:
        ConfigError: it is wrong; the text names the key or the variable.
    """
    global _current
    if _current is None:
        _current = _read(os.environ)
    return _current


def configure(**changes: Any) -> Configuration:
    """Change the process's configuration: `configure(on_missing="raise", sinks=[print])`.

    Keys as in the table, with underscores. `settings` takes another policy.

    Raises:
        ConfigError: an unknown key, or a wrong value.
    """
    global _current
    base = configuration()
    settings = changes.pop("settings", base.settings)
    read = {
        name: _value(name, raw, f"configure({name}=...)", None) for name, raw in changes.items()
    }
    if "sinks" in read:
        from untagged_llm.runtime.sinks import check

        check(read["sinks"])
    _current = replace(base, settings=settings, **read)
    for forget in _changed:
        forget()
    return _current


def on_change(forget: Callable[[], None]) -> None:
    """Call `forget` whenever the configuration has changed."""
    _changed.append(forget)


def reset() -> None:
    """Read the configuration anew at the next request."""
    global _current
    _current = None
    for forget in _changed:
        forget()


def _read(environ: Mapping[str, str]) -> Configuration:
    from untagged_llm.policy import load, settings_for

    named = environ.get("UNTAGGED_LLM_CONFIG")
    settings = load(Path(named)) if named else settings_for(Path.cwd())
    table = {key.replace("-", "_"): raw for key, raw in settings.runtime.items()}
    values = {
        name: _value(name, raw, f"'runtime.{name.replace('_', '-')}'", settings.source)
        for name, raw in table.items()
    }
    return replace(Configuration(settings, source=settings.source), **{**values, **_of(environ)})


def _of(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name in _NAMES:
        variable = f"UNTAGGED_LLM_{name.upper()}"
        if raw := environ.get(variable):
            found[name] = _value(name, _from_text(name, raw), f"${variable}", None)
    return found


def _from_text(name: str, raw: str) -> object:
    if name in ("sinks", "carriers"):
        return [each.strip() for each in raw.split(",") if each.strip()]
    if name in ("queue", "token_ceiling") and raw.isdecimal():
        return int(raw)
    flags = {"true": True, "1": True, "false": False, "0": False}
    return flags.get(raw.lower(), raw) if name in ("ask_for_usage", "owner_patches") else raw


def _value(name: str, raw: object, shown: str, source: Path | None) -> Any:
    if name not in _NAMES:
        raise _wrong(source, shown, f"is no key of the runtime{_mend(name, source)}")
    problem = _PROBLEMS[name](raw)
    if problem:
        raise _wrong(source, shown, f"{problem}, not {raw!r}")
    return tuple(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else raw


def _wrong(source: Path | None, shown: str, problem: str) -> ConfigError:
    if source is None:
        return SettingError(shown, f"{shown} {problem}")
    return ConfigError(source, shown, f"{shown} {problem}")


def _mend(name: str, source: Path | None) -> str:
    """The nearest key, as it is written there: with dashes in a file."""
    if source is None:
        return mend(name, _NAMES)
    return mend(name.replace("_", "-"), [known.replace("_", "-") for known in _NAMES])


def _count(raw: object) -> str:
    whole = isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0
    return "" if whole else "must be a whole number"


def _list_of_sinks(raw: object) -> str:
    listed = isinstance(raw, Sequence) and not isinstance(raw, str)
    known = (str, Mapping)
    good = listed and all(isinstance(each, known) or callable(each) for each in raw)  # type: ignore[attr-defined]
    return "" if good else "must be a list of sinks"


def _flag(raw: object) -> str:
    return "" if isinstance(raw, bool) else "must be true or false"


def _list_of_carriers(raw: object) -> str:
    listed = isinstance(raw, Sequence) and not isinstance(raw, str)
    good = listed and all(each in CARRIERS for each in raw)  # type: ignore[attr-defined]
    return "" if good else f"must be a list of {', '.join(CARRIERS)}"


_PROBLEMS: Mapping[str, Callable[[object], str]] = {
    "on_missing": lambda raw: (
        "" if raw in ON_MISSING else f"must be one of {', '.join(ON_MISSING)}"
    ),
    "sinks": _list_of_sinks,
    "spool": lambda raw: "" if raw is None or isinstance(raw, str) else "must be a folder's name",
    "queue": _count,
    "token_ceiling": _count,
    "ask_for_usage": _flag,
    "owner_patches": _flag,
    "carriers": _list_of_carriers,
}
