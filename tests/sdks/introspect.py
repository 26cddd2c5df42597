"""Look into an installed SDK without sending anything: names, attribute paths, parameters."""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import typing
from types import ModuleType
from typing import Any

DUMMY = {
    "api_key": "x",
    "auth_token": "x",
    "base_url": "http://127.0.0.1:9",
    "model": "gpt-4o-mini",
    "model_id": "x",
    "region_name": "us-east-1",
    "aws_region": "us-east-1",
    "workspace_id": "x",
    "resource": "x",
    "model_list": [],
    "endpoint": "http://127.0.0.1:9",
    "azure_endpoint": "http://127.0.0.1:9",
    "api_version": "2024-06-01",
    "project_id": "x",
    "region": "us-east5",
    "token": "x",
    "model_name": "gemini-pro",
    "name": "x",
}


CLASHING = (
    {"base_url"},
    {"azure_endpoint", "api_version", "endpoint"},
    {"base_url", "model", "model_id"},
    set(DUMMY) - {"api_key"},
    set(DUMMY) - {"model"},
    set(DUMMY) - {"api_key", "aws_region", "workspace_id"},
    set(DUMMY) - {"api_key", "resource"},
)
"""Arguments that some constructors do not take together."""


class Absent(Exception):
    """The SDK does not have it."""


class Unknown(Exception):
    """It cannot be seen without sending a request or having a credential."""


def named(dotted: str) -> Any:
    """The object of that qualified name. Raises Absent."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError as error:
            if error.name and f"{dotted}.".startswith(f"{error.name}."):
                continue
            raise Unknown(f"{dotted} needs a further package: {error}") from error
        except ImportError as error:
            raise Unknown(f"{dotted} needs a further package: {error}") from error
        return functools.reduce(_attribute, parts[cut:], found)
    raise Absent(f"no module of {dotted} can be imported")


def instance(dotted: str, match: Any) -> Any:
    """What the factory gives for the argument that decides; without credentials."""
    owner, _, method = dotted.rpartition(".")
    try:
        maker = getattr(_made(named(owner)), method)
        made = maker(match.equals, region_name="us-east-1")
    except Absent:
        raise
    except Exception as error:
        raise Unknown(f"{dotted}({match.equals!r}): {error}") from error
    return asyncio.run(_entered(made)) if hasattr(made, "__aenter__") else made


async def _entered(manager: Any) -> Any:
    async with manager as made:
        return made


def returned(function: Any) -> Any:
    """The class that a factory or wrapper says it gives."""
    if inspect.isclass(function):
        return function
    hint = _plain(_hints(function).get("return"))
    if not inspect.isclass(hint) or hint is object:
        raise Unknown(f"{function.__name__} does not say what it returns")
    return hint


def walk(start: Any, path: str) -> Any:
    """The attribute at `path`: through annotations where they say enough, else on an instance."""
    names = path.split(".")
    try:
        return functools.reduce(_step, names, start)
    except Unknown:
        return functools.reduce(_step, names, _made(start))


def takes(function: Any, param: str) -> None:
    """Raises Absent when `function` (or the class) does not accept the keyword."""
    operation = _botocore_members(function)
    if operation is not None:
        if param not in operation:
            raise Absent(f"no {param} in {sorted(operation)}")
        return
    if isinstance(function, ModuleType):
        return
    names, anything = _parameters(function)
    if param not in names and not anything:
        raise Absent(f"no parameter {param} in {sorted(names)[:30]}")


def _attribute(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name)
    except AttributeError:
        raise Absent(f"{owner!r:.80} has no {name}") from None
    except ImportError as error:
        raise Unknown(f"{name} needs a further package: {error}") from error


def _step(owner: Any, name: str) -> Any:
    made: Any = owner
    if not inspect.isclass(owner):
        return _attribute(owner, name)
    found = inspect.getattr_static(owner, name, None)
    if isinstance(found, (property, functools.cached_property)):
        return _annotated(found.fget if isinstance(found, property) else found.func, owner, name)
    if found is not None:
        return getattr(owner, name)
    hints = _hints(owner)
    if name in hints:
        return _plain(hints[name])
    return _attribute(_made(made), name)


def _annotated(getter: Any, owner: Any, name: str) -> Any:
    hint = _hints(getter).get("return")
    if str(hint).endswith(".Self"):
        return owner
    if hint is None or isinstance(hint, str):
        return _attribute(_made(owner), name)
    return _plain(hint)


def _plain(hint: Any) -> Any:
    """The class in Optional[X], Annotated[X, ...] or X."""
    members = [each for each in typing.get_args(hint) if inspect.isclass(each)]
    if typing.get_origin(hint) is not None and members:
        return next((each for each in members if each is not type(None)), None)
    return hint


def _hints(thing: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(thing)
    except Exception:
        return {}


@functools.cache
def _made(owner: Any) -> Any:
    if not inspect.isclass(owner):
        return owner
    names, anything = _parameters(owner)
    given = {key: value for key, value in DUMMY.items() if key in names}
    if anything:
        given = dict(DUMMY)
    without = [{k: v for k, v in given.items() if k not in gone} for gone in CLASHING]
    made: Any = None
    for arguments in ({}, given, *without):
        made = _attempt(owner, arguments)
        if not isinstance(made, Exception):
            return made
    raise Unknown(f"{owner.__name__} cannot be made here: {made!s:.120}")


def _attempt(owner: Any, arguments: dict[str, Any]) -> Any:
    try:
        return owner(**arguments)
    except Exception as error:
        return error


def _parameters(function: Any) -> tuple[set[str], bool]:
    fields = getattr(function, "model_fields", None)
    names: set[str] = set()
    if inspect.isclass(function) and isinstance(fields, dict):
        names = {*fields, *(field.alias for field in fields.values() if field.alias)}
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError) as error:
        raise Unknown(f"no signature: {error}") from error
    kinds = {each.kind for each in signature.parameters.values()}
    anything = inspect.Parameter.VAR_KEYWORD in kinds and not names
    return names | set(signature.parameters), anything


def _botocore_members(function: Any) -> set[str] | None:
    client = getattr(function, "__self__", None)
    if client is None or not hasattr(getattr(client, "meta", None), "service_model"):
        return None
    model = client.meta.service_model
    operation = client.meta.method_to_api_mapping.get(function.__name__)
    return set(model.operation_model(operation).input_shape.members)
