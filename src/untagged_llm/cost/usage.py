"""What one response was billed for: inclusive totals, with sub-buckets beside them."""

# No postponed annotations here: a NamedTuple would compile each of them at import (5 ms).

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn


class UsageError(ValueError):
    """A quantity that cannot be: `str()` names the field."""


class _Fields(NamedTuple):
    input_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_write_input_tokens: int = 0
    cache_write_5m_input_tokens: int = 0
    cache_write_30m_input_tokens: int = 0
    cache_write_1h_input_tokens: int = 0
    cache_write_12h_input_tokens: int = 0
    input_audio_tokens: int = 0
    input_image_tokens: int = 0
    input_video_tokens: int = 0
    cache_read_audio_tokens: int = 0
    cache_read_image_tokens: int = 0
    tool_use_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_output_tokens: int = 0
    output_audio_tokens: int = 0
    output_image_tokens: int = 0
    rejected_prediction_tokens: int = 0
    seconds: int | Decimal = 0
    characters: int = 0
    images: int = 0
    pages: int = 0
    search_units: int = 0
    web_search_calls: int = 0
    web_search_preview_calls: int = 0
    file_search_calls: int = 0
    code_execution_calls: int = 0
    maps_calls: int = 0
    requests: int = 1
    components: tuple["Component", ...] = ()
    aggregate: bool = False
    cache_split: bool = True


class Usage(_Fields):
    """The billed quantities of one response, or of many when `aggregate` is set.

    Totals are inclusive as in OpenTelemetry: `input_tokens` holds every input token (cached,
    written to a cache, audio, images, tool use), `output_tokens` every output token (reasoning,
    audio, images, rejected predictions). The other token fields are parts of these. `seconds`
    may be a Decimal; everything else is an integer. `components` are sub-inferences that are
    billed beside the totals, `cache_split` is False when the source did not say how much of the
    input was cached.

    Raises:
        UsageError: a quantity is negative, not a number, or a part is larger than its total.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __new__(cls, *args: Any, **quantities: Any) -> "Usage":
            """Take the quantities and check them."""
            self = super().__new__(cls, *args, **quantities)
            if not _are_counts(self[:QUANTITIES]):
                self = _exact(self)
            if self[CACHE_WRITE + 1 : CACHE_WRITE + 5] != NO_WRITES:
                self = _write_total(self)
            _check_parts(self)
            return self

    def replace(self, **changes: Any) -> "Usage":
        """The same usage with some quantities changed, checked again."""
        return Usage(**{**self._asdict(), **changes})

    @property
    def is_empty(self) -> bool:
        """Whether nothing was used (a request that failed before it was billed)."""
        return not any(self[: QUANTITIES - 1]) and not self.components


class Component(NamedTuple):
    """A sub-inference inside a response; `model` is None when it is the response's own."""

    usage: Usage
    model: str | None = None
    kind: str = ""


QUANTITIES = _Fields._fields.index("requests") + 1
CACHE_WRITE = _Fields._fields.index("cache_write_input_tokens")
NO_WRITES = (0, 0, 0, 0)

# part -> the totals it is inside of
PARTS = {
    "cache_read_audio_tokens": ("cache_read_input_tokens", "input_audio_tokens"),
    "cache_read_image_tokens": ("cache_read_input_tokens", "input_image_tokens"),
    "tool_use_input_tokens": ("input_tokens",),
    "reasoning_output_tokens": ("output_tokens",),
    "rejected_prediction_tokens": ("output_tokens",),
}
GROUPS = (
    ("input_tokens", ("cache_read_input_tokens", "cache_write_input_tokens")),
    ("input_tokens", ("input_audio_tokens", "input_image_tokens", "input_video_tokens")),
    ("output_tokens", ("output_audio_tokens", "output_image_tokens")),
    ("cache_read_input_tokens", ("cache_read_audio_tokens", "cache_read_image_tokens")),
)


def _are_counts(quantities: tuple[Any, ...]) -> bool:
    # One addition finds a float, a Decimal, a NaN or a text among them; for most there is none.
    try:
        return type(sum(quantities)) is int and min(quantities) >= 0
    except TypeError:
        return False


def _check_parts(usage: _Fields) -> None:
    # The comparisons are written out because this runs for every request that is priced.
    if (
        usage[1] + usage[2] <= usage[0]
        and usage[7] + usage[8] + usage[9] + usage[12] <= usage[0]
        and usage[14] + usage[15] + usage[16] + usage[17] <= usage[13]
        and not usage[10]
        and not usage[11]
    ):
        return
    for total, parts in GROUPS:
        if sum(getattr(usage, part) for part in parts) > getattr(usage, total):
            _too_large(usage, " + ".join(part for part in parts if getattr(usage, part)), total)
    for part, totals in PARTS.items():
        for total in totals:
            if getattr(usage, part) > getattr(usage, total):
                _too_large(usage, part, total)


def _too_large(usage: _Fields, parts: str, total: str) -> NoReturn:
    amount = sum(getattr(usage, part) for part in parts.split(" + "))
    raise UsageError(
        f"{parts} ({amount}) is more than {total} ({getattr(usage, total)}), which includes it"
    )


def _write_total(usage: "Usage") -> "Usage":
    names = _Fields._fields[CACHE_WRITE + 1 : CACHE_WRITE + 5]
    parts: int = sum(getattr(usage, name) for name in names)
    total = usage.cache_write_input_tokens
    if total and parts > total:
        given = " + ".join(name for name in names if getattr(usage, name))
        _too_large(usage, given, "cache_write_input_tokens")
    return usage._replace(cache_write_input_tokens=total or parts)


def _exact(usage: "Usage") -> "Usage":
    names = _Fields._fields[:QUANTITIES]
    exact: dict[str, Any] = {name: _quantity(name, getattr(usage, name)) for name in names}
    return usage._replace(**exact)


def _quantity(name: str, value: Any) -> int | Decimal:
    """An int, or a Decimal for seconds; absent (None) is 0."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise UsageError(f"{name} should be a number, not {value!r}")
    number = Decimal(str(value))
    if not number.is_finite() or number < 0:
        raise UsageError(f"{name} cannot be {value}")
    if number == number.to_integral_value():
        return int(number)
    if name != "seconds":
        raise UsageError(f"{name} should be a whole number, not {value}")
    return number
