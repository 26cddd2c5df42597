"""What can be metered: declared once; price files and usage readers use these names only."""

from __future__ import annotations

MILLION = 1_000_000
THOUSAND = 1_000
HOUR = 3_600

# Tokens: usd per million.
TOKEN_METERS = (
    "input",
    "cache_read",
    "cache_write",
    "cache_write_5m",
    "cache_write_30m",
    "cache_write_1h",
    "cache_write_12h",
    "input_audio",
    "input_image",
    "input_video",
    "cache_read_audio",
    "cache_read_image",
    "output",
    "output_audio",
    "output_image",
)

# Everything else, with the number of units its price is quoted for.
UNIT_METERS = {
    "seconds": HOUR,
    "characters": MILLION,
    "images": 1,
    "pages": THOUSAND,
    "search_units": 1,
    "requests": 1,
    "web_search": THOUSAND,
    "web_search_preview": THOUSAND,
    "file_search": THOUSAND,
    "code_execution": THOUSAND,
    "maps": THOUSAND,
}

PER: dict[str, int] = {**dict.fromkeys(TOKEN_METERS, MILLION), **UNIT_METERS}

# A meter without a rate of its own is sold at the rate of the class it belongs to. One hour and
# twelve hour cache writes are not here: no provider sells them at the default write rate.
BELONGS_TO = {
    "cache_write_5m": "cache_write",
    "cache_write_30m": "cache_write",
    "input_audio": "input",
    "input_image": "input",
    "input_video": "input",
    "cache_read_audio": "cache_read",
    "cache_read_image": "cache_read",
    "output_audio": "output",
    "output_image": "output",
}


def is_token(meter: str) -> bool:
    """Whether a meter counts tokens (multiplier rules such as residency cover only those)."""
    return PER[meter] == MILLION and meter != "characters"
