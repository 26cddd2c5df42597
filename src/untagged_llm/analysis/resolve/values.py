"""What an expression may stand for: the abstract values of the interpreter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

    from untagged_llm.analysis.resolve.scopes import Point, Scope
    from untagged_llm.model import Argument, CarrierUse, Place, Step
    from untagged_llm.sdks.schema import Client


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything: the interpreter gave up, `why` in words."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: str, bytes, int, float, bool, None."""

    value: object


@dataclass(frozen=True, slots=True)
class Text:
    """A string of which only some parts are known; a None part is a hole."""

    parts: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Env:
    """The value of an environment variable."""

    name: str
    default: object = None


@dataclass(frozen=True, slots=True)
class Sym:
    """A name of a library outside the project: module, class, function or attribute."""

    dotted: str


class Built:
    """What calling a library's name gave, its arguments kept: `HttpOptions(headers=…)`.

    They are evaluated when somebody looks: most objects of a program are never looked into.
    """

    __slots__ = ("_arguments", "_known", "dotted")

    def __init__(self, dotted: str, arguments: Callable[[], tuple[Dict, tuple[Value, ...]]]):
        self.dotted = dotted
        self._arguments = arguments
        self._known: tuple[Dict, tuple[Value, ...]] | None = None

    @property
    def fields(self) -> Dict:
        """Its keyword arguments."""
        return self._looked_at()[0]

    @property
    def positional(self) -> tuple[Value, ...]:
        """Its positional arguments."""
        return self._looked_at()[1]

    def _looked_at(self) -> tuple[Dict, tuple[Value, ...]]:
        if self._known is None:
            self._known = self._arguments()
        return self._known


@dataclass(frozen=True, slots=True, eq=False)
class ModuleValue:
    """A module of the project."""

    name: str
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Func:
    """A function or lambda of the project, bound to `owner` when reached through an object."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    owner: Value | None = None
    env: Environment = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class of the project; `scope` is its body's scope."""

    node: ast.ClassDef
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An object of a project's class. `env` holds what its constructor was given.

    `client` is set when the class derives from an SDK's class: the object is that client too.
    `seen` is false for `self` and the like, which may also be an object of a subclass.
    """

    cls: Class
    env: Environment = field(default_factory=dict)
    client: ClientValue | None = None
    seen: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A variable that was given to a carrier at construction; `read` reads it anew."""

    carrier: str
    node: ast.Name
    point: Point
    read: Callable[[Value, CarrierUse], CarrierUse]


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where a client was constructed, and what that call gave it."""

    place: Place
    site_id: str
    uses: tuple[CarrierUse, ...]
    arguments: Mapping[str, Argument]
    open_arguments: bool = False
    base_url: str | None = None
    model: str | None = None
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ClientValue:
    """An SDK client, or an attribute path from it ("chat", "completions", "create").

    `name` is the class's canonical name. `uses` are the carriers of construction and derivations,
    innermost first; `origin` None means that only the type is known. `fed` is true behind another
    step of a pipe (`prompt | model`), which is the one that gets the keywords of a call.
    """

    row: Client
    name: str
    path: tuple[str, ...] = ()
    origin: Origin | None = None
    uses: tuple[CarrierUse, ...] = ()
    trace: tuple[Step, ...] = ()
    fed: bool = False

    def at(self, *path: str) -> ClientValue:
        """The same client, at another attribute path."""
        return replace(self, path=path)


@dataclass(frozen=True, slots=True, eq=False)
class Dict:
    """A mapping with known string keys; `open` when it may hold more."""

    entries: Mapping[str, Entry]
    open: bool = False
    why: str = ""
    place: Place | None = None
    element: Value | None = None

    def entries_maybe(self) -> dict[str, Entry]:
        """Its entries, none of them certain."""
        return {key: replace(entry, maybe=True) for key, entry in self.entries.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One value of a mapping and where it is written; `maybe`: only on some paths."""

    value: Value
    place: Place
    maybe: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Seq:
    """A list, tuple or set; `open` when it may hold more of the same."""

    items: tuple[Value, ...]
    open: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """`functools.partial` and its like: a callable with arguments already given."""

    func: Value
    call: ast.Call
    point: Point
    skip: int = 1
    env: Environment = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of a built-in value: `headers.get`, `url.format`."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """A callable of which only the result is known (`Callable[..., OpenAI]`)."""

    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Super:
    """`super()` in a method of `cls`, for the object `owner`."""

    cls: Class
    owner: Value


@dataclass(frozen=True, slots=True)
class Mock:
    """A test double."""


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """One of several values."""

    members: tuple[Value, ...]


Value: TypeAlias = (
    "Unknown | Const | Text | Env | Sym | Built | ModuleValue | Func | Class | Instance"
    " | ClientValue | Dict | Seq | Partial | Method | Returns | Super | Mock | Union"
)
Environment: TypeAlias = "Mapping[Scope | ast.AST, Mapping[str, Value]]"

UNKNOWN = Unknown()
NONE = Const(None)

ELEMENT = "\0element"
"""What an environment calls the element that one turn of a loop is at."""
HOLE = "\0"
ANY = "*"
"""A step of a client's path that is only known at run time: `getattr(client.chat, name)`."""
