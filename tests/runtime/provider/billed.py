"""What a fake answer bills: inclusive totals, which each wire form spells in its own way."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Billed:
    """Tokens of one answer. Cached, cache-written and reasoning tokens are inside the totals."""

    input_tokens: int = 1200
    cache_read_tokens: int = 200
    cache_write_tokens: int = 100
    output_tokens: int = 300
    reasoning_tokens: int = 50

    @property
    def fresh_tokens(self) -> int:
        """The input that no cache had any part in."""
        return self.input_tokens - self.cache_read_tokens - self.cache_write_tokens

    @property
    def total_tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def without_cache_writes(self) -> Billed:
        """The same where a provider does not tell cache writes apart."""
        return replace(self, cache_write_tokens=0)

    def input_only(self) -> Billed:
        """The same for an embedding, which reads and writes nothing."""
        return Billed(self.input_tokens, 0, 0, 0, 0)
