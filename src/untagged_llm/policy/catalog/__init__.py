"""Who may own: teams, services and projects, from the files that say so.

One module per file format, found by walking the package.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.entries import Catalog, Entity, Entry, Format, collected
from untagged_llm.policy.errors import ConfigError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.policy.settings import Settings

__all__ = ["Catalog", "Entity", "Entry", "Format", "forget", "format_of", "load_catalog"]


def load_catalog(settings: Settings) -> Catalog | None:
    """The catalog that the configuration names; None when it names no file.

    Raises ConfigError for a file that is missing, malformed or of no known format.
    """
    if not settings.catalog:
        return None
    return _loaded(settings.root, settings.catalog, settings.source)


def format_of(path: Path) -> Format | None:
    """The ownership format of a file, by its name and where it stands; None if it has none."""
    return next((each for each in _formats() if each.matches(path)), None)


def forget() -> None:
    """Read the files anew."""
    _loaded.cache_clear()


@lru_cache(maxsize=64)
def _loaded(root: Path, names: tuple[str, ...], source: Path | None) -> Catalog:
    files = dict.fromkeys(file for name in names for file in _files(root, name, source))
    return collected(entry for file in files for entry in _entries(file, source))


def _files(root: Path, name: str, source: Path | None) -> list[Path]:
    found = _matching(root, name, source) if "*" in name else [root / name]
    missing = not found or not found[0].is_file()
    if missing:
        raise ConfigError(
            source, "catalog", f"'catalog' names {name!r}, which is no file{_near(root / name)}"
        )
    return found


def _matching(root: Path, name: str, source: Path | None) -> list[Path]:
    pattern = Path(name)
    base = Path(pattern.anchor) if pattern.anchor else root
    try:
        return sorted(base.glob(str(pattern.relative_to(pattern.anchor))))
    except ValueError as error:
        raise ConfigError(
            source, "catalog", f"'catalog' has {name!r}, which is no pattern: '**' stands alone"
        ) from error


def _near(file: Path) -> str:
    folder = file.parent
    names = [each.name for each in folder.iterdir() if each.is_file()] if folder.is_dir() else []
    return nearest(file.name, names)


def _entries(file: Path, source: Path | None) -> Iterator[Entry]:
    form = format_of(file)
    if form:
        return form.read(file)
    known = ", ".join(sorted(each.example for each in _formats()))
    raise ConfigError(source, "catalog", f"'catalog' names {file.name!r}, which is none of {known}")


@lru_cache(maxsize=1)
def _formats() -> tuple[Format, ...]:
    names = sorted(file.stem for file in Path(__file__).parent.glob("[!_]*.py"))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return tuple(module.FORMAT for module in modules if hasattr(module, "FORMAT"))
