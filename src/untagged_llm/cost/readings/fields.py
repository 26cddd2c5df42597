"""Looking into responses: SDK objects as plain data, counts that may be absent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from untagged_llm.cost.usage import UsageError

Table = Mapping[str, Any]


def plain(value: object) -> object:
    """An SDK object (pydantic, proto-plus, botocore, dataclass-like) as mappings and lists."""
    if value is None or isinstance(value, (str, int, float, bool, Decimal)):
        return value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    for method in ("model_dump", "to_dict", "dict"):
        dump = getattr(value, method, None)
        if callable(dump):
            return plain(dump())
    if hasattr(value, "name") and hasattr(value, "value"):  # an enum member
        return value.value
    attributes = getattr(value, "__dict__", None)
    if attributes is None:
        return value
    return {key: plain(item) for key, item in attributes.items() if not key.startswith("_")}


def table(parent: Table, *names: str) -> Table:
    """The first of several sub-tables that is there, else an empty one."""
    for name in names:
        value = parent.get(name)
        # A plain dict first: asking an abstract class takes ten times as long.
        if type(value) is dict or isinstance(value, Mapping):
            return cast("Table", value)
    return {}


def count(parent: Table, *names: str) -> int:
    """The first of several counts that is there, else 0.

    Raises:
        UsageError: it is not a whole number that can be counted.
    """
    for name in names:
        value = parent.get(name)
        if value is None:
            continue
        if type(value) is int and value >= 0:
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise UsageError(f"{name} should be a number, not {value!r}")
        if value != value or value < 0 or value != int(value):
            raise UsageError(f"{name} cannot be {value}")
        return int(value)
    return 0


def text(parent: Table, *names: str) -> str | None:
    """The first of several texts that is there."""
    for name in names:
        value = parent.get(name)
        if isinstance(value, str) and value:
            return value
    return None


def snake(value: Any) -> Any:
    """The same data with its camelCase keys in snake_case."""
    if isinstance(value, Mapping):
        return {_snake(str(key)): snake(item) for key, item in value.items()}
    return [snake(item) for item in value] if isinstance(value, list) else value


def _snake(key: str) -> str:
    if key.isupper() or "-" in key:
        return key
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key)
