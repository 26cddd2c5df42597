"""Which files can hold an LLM site at all: one pass over the bytes, nothing parsed.

A provider's host anywhere in a file is enough, and so is the import of an SDK. A distinctive name
("openai") that is only mentioned makes a file one that may use what others import; an English
word ("agents", "together") that is only mentioned says nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ahocorasick_rs import BytesAhoCorasick

Verdict = Literal["sdk", "consumer", "none"]

_ANYWHERE: Final = 0
_WORD: Final = 1
_IMPORTED: Final = 2
_TERMINAL: Final = 3
_MEMBER: Final = 4
_NAMED: Final = 5

_GENERIC = re.compile(rb"(?:from |import |[\"'])(\w+)[\"']?\Z")
_WORD_BYTE = re.compile(rb"\w")
_STATEMENT = rb"(?:^|\xef\xbb\xbf|[;:\"]|\\n)\s*"
_BEFORE_IMPORTED = re.compile(_STATEMENT + rb"import\s(?:[\w\s.,\\]*,)?[\s\\]*\Z", re.MULTILINE)
_BEFORE_MEMBER = re.compile(
    _STATEMENT + rb"from\s[\s\\]*[\w.]+[\s\\]*import\b[\w\s.,(\\]*\Z", re.MULTILINE
)
_BEFORE_ORIGIN = re.compile(_STATEMENT + rb"from\s[\s\\]*\Z", re.MULTILINE)
_AFTER_ORIGIN = re.compile(rb"[\w.]*[\s\\]+import\b")
_DYNAMIC_IMPORTS = (b"import_module", b"__import__", b"find_spec", b"importorskip", b"azy")
# `haystack_integrations` belongs to the SDK whose root is `haystack`.
_COMPANION = re.compile(rb"\A_\w+")
_PATH_BEFORE = re.compile(rb"(?<![\w.])\w[\w.]*\Z")
_PATH_AFTER = re.compile(rb"\A[\w.]+")
_LISTED = re.compile(rb"[\w\s.,\"\\]*")
_WINDOW: Final = 500
# Methods that also name what plain objects hold: only a call makes them one.
_DATA = frozenset(
    {b"embedding", b"image", b"images", b"process", b"prompt", b"query", b"question", b"request"}
    | {b"response", b"responses", b"start", b"task", b"text", b"thread", b"translation"}
)
# Half of all objects have a `run`, a `parse` or a `search`: there the owner has to sound like one
# that talks to a model. Methods that say so themselves may be anybody's but the class's own.
_SAYS_SO = re.compile(rb"complet|embed|generat|invoke|chat|convers|message|predict|transcri|speech")
_OWN = re.compile(rb"(?<![\w.])(?:self|cls|super\(\))\Z")
_CLIENT = re.compile(
    rb"client|llm|lm\Z|model|agent|assist|chain|chat|gpt|ai\Z|api\Z|bot\Z|claude|gemini|complet|embed"
    rb"|runn(?:er|able)|crew|predict|generat|retriev|rerank|rag\Z|qa\Z|judge|anthropic|mistral|cohere"
    rb"|groq|bedrock|vertex|llama|instructor|swarm",
    re.IGNORECASE,
)
# Where an SDK is only mentioned, a class of the project may stand below one of its classes.
_CONSTRUCTS = re.compile(rb"\b[A-Z]\w*(?:AI|Client|LLM|LM|Model|Chat|Embed|Agent|Gpt|GPT|Llm)\w*\(")
_WORD_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

TELLING: Final = frozenset(
    {"complete", "create", "generate", "generate_content", "parse", "stream"}
)
"""Methods worth following from a variable that holds a resource (`chat = client.chat`)."""


class Vocabulary(Protocol):
    """What the prefilter asks of the registry."""

    @property
    def hints(self) -> tuple[bytes, ...]:
        """Texts of which each gives away an SDK or a provider, wherever it stands."""

    @property
    def named(self) -> tuple[bytes, ...]:
        """Distinctive parts of the SDKs' import roots."""

    @property
    def terminals(self) -> frozenset[str]:
        """Last components of all billable call paths."""

    @property
    def resources(self) -> Mapping[str, frozenset[str]]:
        """Terminals that only resources have: "append" to {"conversations"}."""


class Prefilter:
    """Sorts files by their bytes.

    `names` are the dotted names of the wrappers that the configuration declares. One `for_trees`
    takes 15 ms longer to make and then reads half as fast again.
    """

    def __init__(
        self, vocabulary: Vocabulary, names: Iterable[str] = (), *, for_trees: bool = False
    ) -> None:
        table = _patterns(vocabulary, names)
        self._kinds = tuple(table.values())
        self._automaton = automaton(table, for_trees)

    def classify(self, data: bytes | memoryview) -> Verdict:
        """Say what a file may hold.

        "sdk": it imports an SDK, names a declared wrapper or a provider's host. "consumer": it
        does not, but mentions an SDK or calls a method named like a billable one, so it may use
        what another module hands out. "none": it cannot hold a site.
        """
        kinds = self._kinds
        verdict: Verdict = "none"
        mentioned = False
        for index, start, end in self._automaton.find_matches_as_indexes(data):
            kind = kinds[index]
            if kind == _TERMINAL:
                if verdict == "none" and _is_method(data, start, end):
                    verdict = "consumer"
            elif kind == _ANYWHERE or _holds(kind, data, start, end):
                return "sdk"
            elif kind == _NAMED:
                mentioned = True
        return "consumer" if mentioned and _CONSTRUCTS.search(data) else verdict


def _is_method(data: bytes | memoryview, start: int, end: int) -> bool:
    """Whether a terminal's name stands where a client's method may: not `re.search`, `x.text`."""
    if _WORD_BYTE.match(data, end):
        return False
    owner, _, method = bytes(data[start:end]).rpartition(b".")
    if method in _DATA and bytes(data[end : end + 1]) != b"(":
        return False
    if owner or _SAYS_SO.search(method):
        return _OWN.search(bytes(data[max(0, start - 8) : start])) is None
    return _CLIENT.search(_owner(bytes(data[max(0, start - 60) : start]))) is not None


def _owner(before: bytes) -> bytes:
    """The name of what a method is called on: `get_llm(x)` and `llms[0]` go by their first part."""
    before = before.rstrip()
    if before.endswith((b")", b"]")):
        before = before[: before.rfind(b"(" if before.endswith(b")") else b"[")]
    return before[len(before.rstrip(_WORD_BYTES)) :]


def automaton(patterns: Iterable[bytes], for_trees: bool) -> BytesAhoCorasick:
    """The automaton that finds these patterns, the longest where several start together."""
    from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

    return BytesAhoCorasick(
        list(patterns),
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.DFA if for_trees else Implementation.ContiguousNFA,
    )


def _patterns(vocabulary: Vocabulary, names: Iterable[str]) -> dict[bytes, int]:
    found = dict.fromkeys(_methods(vocabulary), _TERMINAL)
    found |= dict.fromkeys(vocabulary.named, _NAMED)
    for hint in vocabulary.hints:
        generic = _GENERIC.match(hint)
        if generic:
            # Only what lives in a namespace (`from google import adk`) is imported as a member:
            # `from sympy import together` is about fractions.
            root = b"from " + generic.group(1) in vocabulary.hints
            found[generic.group(1)] = _IMPORTED if root else _MEMBER
        else:
            found |= dict.fromkeys(_dotted(hint), _ANYWHERE)
    for name in names:
        for word in _telling_words(name):
            found[word.encode()] = _WORD
    return found


def _methods(vocabulary: Vocabulary) -> Iterator[bytes]:
    """How billable methods are spelled: those that only a resource has, behind its name."""
    for each in vocabulary.terminals:
        owners = vocabulary.resources.get(each) if each not in TELLING else None
        for owner in owners or ("",):
            yield from _dotted(f"{owner}.{each}".encode())


def _dotted(name: bytes) -> Iterator[bytes]:
    """With its dot too: of patterns that overlap the first is found, and `.responses` is one."""
    yield name
    if b"." in name[1:] and name[:1].isalpha():
        yield b"." + name


def _telling_words(name: str) -> tuple[str, ...]:
    """The words of "acme.llm.Gateway.complete" one of which a file that uses it must hold."""
    *_, owner, last = ("", *name.split("."))
    return (owner, last) if owner[:1].isupper() else (last,)


def _holds(kind: int, data: bytes | memoryview, start: int, end: int) -> bool:
    before = _statement(bytes(data[max(0, start - _WINDOW) : start]))
    after = bytes(data[end : end + _WINDOW])
    if kind == _NAMED:
        # The word may be a part of the root: `from google.genai`, `import langchain_openai`.
        before = _PATH_BEFORE.sub(b"", before)
        after = _PATH_AFTER.sub(b"", after)
        return bool(_BEFORE_MEMBER.search(before)) or _is_imported(before, after, data)
    if _WORD_BYTE.match(before[-1:]):
        return False
    if kind == _WORD:
        return not _WORD_BYTE.match(after)
    after = _COMPANION.sub(b"", after)
    if _WORD_BYTE.match(after):
        return False
    if kind == _MEMBER and _BEFORE_MEMBER.search(before):
        return True
    return _is_imported(before, after, data)


def _statement(before: bytes) -> bytes:
    """The line so far, and more only where it may go on with an import: searching is slow."""
    line = before[before.rfind(b"\n") + 1 :]
    inside = b"import" not in line and b"from" not in line and _LISTED.fullmatch(line)
    return before if inside else line


def _is_imported(before: bytes, after: bytes, data: bytes | memoryview) -> bool:
    if before.endswith((b'"', b"'")) and after.startswith((b'"', b"'", b".", b"\\")):
        return any(word in bytes(data) for word in _DYNAMIC_IMPORTS)
    if _BEFORE_ORIGIN.search(before):
        return _AFTER_ORIGIN.match(after) is not None
    return _BEFORE_IMPORTED.search(before) is not None
