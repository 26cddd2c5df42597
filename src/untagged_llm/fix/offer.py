"""What the fixer proposes: an offer of edits, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from untagged_llm.fix.inference.answer import Value
    from untagged_llm.model import Applicability, Place

Style = Literal["inline", "constant", "context", "runtime"]
Form = Literal["mapping", "json", "tuples", "key-values", "lines"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the user wants fixes made.

    `at` "call" tags calls even where their client could be tagged. `style`: "inline" writes
    literals, "constant" one module constant where three or more sites share it, "context"
    `with owner(...)`, "runtime" `tag(...)` around the client.
    """

    at: Literal["construct", "call"] = "construct"
    style: Style = "constant"


@dataclass(frozen=True, slots=True)
class Pair:
    """One tag as it will be written.

    `env` is the environment variable that is read first, `value` then what it falls back on.
    A `value` that is no text (True) is written as Python writes it.
    """

    key: str
    value: str | bool
    env: str | None = None


@dataclass(frozen=True, slots=True)
class Give:
    """Put pairs into an argument of the call, `inside` its value where that is nested.

    `made_by` are the classes that build the argument's value and what is inside it, where
    mappings are not the customary form ("google.genai.types.HttpOptions"); `imported` says that
    no mapping will do, so that the classes have to be imported. `position` is where the argument
    may stand without its name.
    `may_be_none`: a value that is there already is not certain to be a mapping. `beside`: it is
    a mapping that holds nothing yet of what `inside` leads to.
    """

    param: str
    pairs: tuple[Pair, ...]
    inside: tuple[str, ...] = ()
    form: Form = "mapping"
    made_by: tuple[str, ...] = ()
    imported: bool = False
    position: int | None = None
    may_be_none: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """Put pairs into the expression at the place: an argument's value that stands elsewhere."""

    give: Give


@dataclass(frozen=True, slots=True)
class Move:
    """Take entries out of an argument and give them, with their values, to another.

    `keys` are pairs of the key as written there and as it is to be written in `give`.
    """

    param: str
    keys: tuple[tuple[str, str], ...]
    give: Give


@dataclass(frozen=True, slots=True)
class AsJson:
    """Wrap the expression at the place in `json.dumps(...)`."""


@dataclass(frozen=True, slots=True)
class Respell:
    """Replace the text of the string at the place."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Surround:
    """Put the statement around the call into `with owner(...)`."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """Put the construction into `tag(...)`."""

    pairs: tuple[Pair, ...]


Change: TypeAlias = "Give | Fill | Move | AsJson | Respell | Surround | Tagged"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change at one place: the span of a call, or of the expression that is replaced."""

    place: Place
    change: Change


@dataclass(frozen=True, slots=True)
class Offer:
    """A mend of one finding.

    `edits` may stand in other files than the finding: a client's construction. `message` says
    what will be written, `why` what makes it unsafe ("" when it is safe). `values` are the
    answers that are used, with their sources.
    """

    code: str
    site_id: str | None
    edits: tuple[Edit, ...]
    applicability: Applicability
    message: str
    why: str = ""
    values: tuple[Value, ...] = ()
    constant: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the offer changes."""
        return tuple(dict.fromkeys(edit.place.path for edit in self.edits))


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that is left alone, and why. `choices` when somebody only has to choose."""

    code: str
    site_id: str | None
    reason: str
    choices: tuple[Value, ...] = ()
