"""Classes that only hold fields: dataclasses, pydantic models and settings, named tuples, attrs."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import classes, mappings, names
from untagged_llm.analysis.resolve.joining import clients, join, text_of
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.values import (
    NONE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Env,
    Environment,
    Instance,
    Seq,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Binding, CallRef, Point

_BASES = {"BaseModel", "BaseSettings", "NamedTuple", "SQLModel", "Struct", "RootModel"}
_DECORATORS = {"dataclass", "define", "frozen", "mutable", "attrs", "s", "attr"}
_MOST_CALLS = 10
_MAPPINGS = {"dict", "Dict", "Mapping", "MutableMapping"}
_TELLING = re.compile(r"team|service|project|product|owner|tenant|client|tags|header|metadata")
_PLAIN = _MAPPINGS | {"str", "Any", "object", "Optional", "Union", "typing", "Field", "Annotated"}
_PLAIN |= {"OpenAI", "AsyncOpenAI", "Anthropic", "AsyncAnthropic", "Tags", "Headers", "Metadata"}
_MAKERS = ("__init__", "__new__")
_SETTINGS = "BaseSettings"
DUMPS = {"model_dump", "dict", "_asdict", "__dict__", "model_copy", "copy", "_replace"}


def is_record(engine: Engine, cls: Class) -> bool:
    """Whether objects of a class are made of annotated fields, of which some may be tags.

    The many other records of a program are left alone: to follow their fields takes time.
    """
    return engine.once("record", cls.node, lambda: _is_record(engine, cls))


def _is_record(engine: Engine, cls: Class) -> bool:
    lineage = list(classes.mro(engine, cls))
    if any(made_by in each.scope.bindings for each in lineage for made_by in _MAKERS):
        return False
    decorators = {
        callee_name(d.func if isinstance(d, ast.Call) else d)
        for each in lineage
        for d in each.node.decorator_list
    }
    if not (_DECORATORS & decorators or _BASES & _last_names(engine, cls)):
        return False
    return any(
        _TELLING.search(name) or _holds_mapping(b) for name, b in _declared(engine, cls).items()
    )


def _last_names(engine: Engine, cls: Class) -> set[str]:
    return {dotted.rpartition(".")[2] for dotted in classes.foreign_bases(engine, cls)}


def declared(engine: Engine, cls: Class) -> Mapping[str, Binding]:
    """The fields of a record in order, those of its bases first."""
    return engine.once("fields", cls.node, lambda: _declared(engine, cls))


def _declared(engine: Engine, cls: Class) -> dict[str, Binding]:
    found: dict[str, Binding] = {}
    for each in reversed(list(classes.mro(engine, cls))):
        for name, bindings in each.scope.bindings.items():
            kind = bindings[-1].annotation
            if kind is not None and callee_name(getattr(kind, "value", kind)) != "ClassVar":
                found[name] = bindings[-1]
    return found


class Fields(Mapping[str, Value]):
    """What a construction gives the fields of a record; each is evaluated when it is asked for."""

    def __init__(self, given: Mapping[str, ast.expr], read: Callable[[ast.expr], Value]):
        self._given = given
        self._read = read

    def __getitem__(self, name: str) -> Value:
        return self._read(self._given[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


def made(
    engine: Engine, cls: Class, node: ast.Call, point: Point, env: Environment, skip: int = 0
) -> Environment:
    """What a construction gives the fields of a record, defaults aside."""
    names_ = list(declared(engine, cls))
    given: dict[str, ast.expr] = {}
    for name, argument in zip(names_, node.args[skip:], strict=False):
        if isinstance(argument, ast.Starred):
            break
        given[name] = argument
    given.update({k.arg: k.value for k in node.keywords if k.arg is not None})
    written = Fields(given, lambda argument: engine.value(argument, point, env))
    spread = [k for k in node.keywords if k.arg is None]
    if not spread:
        return {cls.scope: written}
    return {cls.scope: {**_spread(engine, spread, names_, point, env), **written}}


def _spread(
    engine: Engine,
    spread: list[ast.keyword],
    listed: list[str],
    point: Point,
    env: Environment,
) -> dict[str, Value]:
    """`Owner(**values)`: the fields that the mapping gives; any field when it may hold more."""
    mapping = mappings.keywords(engine, spread, point, env)
    sometimes = {k: join([e.value, UNKNOWN]) for k, e in mapping.entries.items() if e.maybe}
    certain = {k: e.value for k, e in mapping.entries.items() if not e.maybe}
    return {**dict.fromkeys(listed if mapping.open else (), UNKNOWN), **sometimes, **certain}


def given_field(engine: Engine, owner: Instance, name: str) -> Value | None:
    """What the construction of a record gave one of its fields, where that can be a tag."""
    given = owner.env.get(owner.cls.scope) if owner.env else None
    if given is None or name not in given:
        return None
    binding = declared(engine, owner.cls).get(name)
    return given[name] if binding is None or _is_plain(binding) else None


def field(engine: Engine, owner: Instance, name: str, value: Value | None) -> Value | None:
    """An attribute of an object, of which the class says `value`; more if a record's field."""
    cls = owner.cls
    lineage = tuple(classes.mro(engine, cls))
    if value is None or not any(_annotates(c, name) for c in lineage):
        return value
    if any(name in c.scope.self_assigns for c in lineage) or not is_record(engine, cls):
        return value
    given = given_field(engine, owner, name)
    if given is not None:
        return join([given, value])
    default = _from_environment(engine, cls, name, _default(engine, cls, name, value))
    follow = not owner.seen and (clients(value) or _holds_mapping(declared(engine, cls).get(name)))
    return _passed(engine, cls, name, default) if follow else default


def _is_plain(binding: Binding) -> bool:
    """Whether a field may be headers, metadata, one of their values, or a client."""
    return _named(binding) <= _PLAIN or any("lient" in n or "LM" in n for n in _named(binding))


def _named(binding: Binding) -> set[str]:
    if binding.annotation is None:
        return set()
    named = (n for n in ast.walk(binding.annotation) if isinstance(n, (ast.Name, ast.Attribute)))
    return {callee_name(n) for n in named}


def _holds_mapping(binding: Binding | None) -> bool:
    return binding is not None and bool(_named(binding) & _MAPPINGS)


def _default(engine: Engine, cls: Class, name: str, value: Value) -> Value:
    """What the class body gives a field, the annotation aside."""
    binding = declared(engine, cls).get(name)
    if binding is None or binding.value is None:
        return value
    return names.of_binding(engine, binding, {})


def _annotates(cls: Class, name: str) -> bool:
    return any(b.annotation is not None for b in cls.scope.bindings.get(name, ()))


def _passed(engine: Engine, cls: Class, name: str, default: Value) -> Value:
    """A field of some record of a class: what the project's constructions give it."""

    def compute() -> Value:
        return _passed_by_calls(engine, cls, name, default)

    found: Value = engine.once(f"field {name}", cls.node, compute, default)
    return found


def _passed_by_calls(engine: Engine, cls: Class, name: str, default: Value) -> Value:
    values: list[Value] = []
    for ref in _constructions(engine, cls):
        given = made(engine, cls, ref.node, ref.point, {})[cls.scope]
        values.append(given.get(name, default))
        if len(values) > _MOST_CALLS:
            return join([*values, UNKNOWN])
    if values:
        return join(values)
    # Nobody is seen to make one: a mapping may be filled by whoever does.
    return join([default, UNKNOWN]) if isinstance(default, Dict) or default == NONE else default


def _constructions(engine: Engine, cls: Class) -> Iterator[CallRef]:
    for module in engine.project.mentioning(cls.node.name, cls.scope.module):
        for ref in module.calls_named(cls.node.name):
            callee = engine.value(ref.node.func, ref.point)
            if isinstance(callee, Class) and callee.node is cls.node:
                yield ref


def _from_environment(engine: Engine, cls: Class, name: str, default: Value) -> Value:
    """A field that pydantic settings take from the environment where it is set there."""
    if _SETTINGS not in _last_names(engine, cls) or not isinstance(default, (Const, Unknown)):
        return default
    return Env(name.upper(), default.value if isinstance(default, Const) else None)


def fields_of(engine: Engine, owner: Instance) -> Dict:
    """The fields of an object as a mapping: `asdict(owner)`, `vars(owner)`."""
    place = engine.place(owner.cls.node, owner.cls.scope.module)
    listed: Iterable[str] = declared(engine, owner.cls)
    if not is_record(engine, owner.cls):
        lineage = classes.mro(engine, owner.cls)
        listed = dict.fromkeys(name for each in lineage for name in each.scope.self_assigns)
    values = {name: engine.attribute(owner, name) for name in listed}
    return Dict({k: Entry(v, place) for k, v in values.items()}, place=place)


def dumped(
    engine: Engine, owner: Instance, name: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    """`owner.model_dump(exclude_none=True)`, `owner._asdict()`, `owner.model_copy(update=…)`."""
    options = {k.arg: engine.value(k.value, point, env) for k in node.keywords}
    if name in ("model_copy", "copy", "_replace"):
        return _copied(owner, options)
    fields = fields_of(engine, owner)
    entries = dict(fields.entries)
    if options.get("exclude_unset") == Const(True) or options.get("by_alias") == Const(True):
        return Dict(fields.entries_maybe(), True, "some fields may be left out", fields.place)
    if options.get("exclude_none") == Const(True):
        entries = {k: _unless_none(e) for k, e in entries.items() if e.value != NONE}
    listed = {k: _names(options[k]) for k in ("include", "exclude") if k in options}
    if None in listed.values():
        return Dict(fields.entries_maybe(), True, "some fields may be left out", fields.place)
    kept, dropped = listed.get("include"), listed.get("exclude") or set()
    entries = {k: e for k, e in entries.items() if (kept is None or k in kept) and k not in dropped}
    return Dict(entries, place=fields.place)


def _unless_none(entry: Entry) -> Entry:
    held = entry.value
    known = isinstance(held, (Const, Dict, Seq)) or text_of(held) is not None
    sure = known and NONE not in getattr(held, "members", ())
    return entry if sure else Entry(held, entry.place, maybe=True)


def _names(value: Value) -> set[str] | None:
    if isinstance(value, Dict) and not value.open:
        return set(value.entries)
    if not isinstance(value, Seq) or value.open:
        return None
    names = {text_of(item) for item in value.items}
    return None if None in names else {str(name) for name in names}


def _copied(owner: Instance, options: Mapping[str | None, Value]) -> Value:
    changes = options.get("update")
    new = {str(k): v for k, v in options.items() if k not in ("update", "deep")}
    if changes is not None:
        mapping = mappings.as_mapping(changes)
        if mapping is None or mapping.open:
            return UNKNOWN
        new.update({k: e.value for k, e in mapping.entries.items()})
    given = {**owner.env.get(owner.cls.scope, {}), **new}
    return Instance(owner.cls, {**owner.env, owner.cls.scope: given}, owner.client)
