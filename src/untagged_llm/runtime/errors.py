"""What the runtime raises on purpose: nothing else of ours reaches the application."""

from __future__ import annotations

from untagged_llm.policy.errors import ConfigError


class TagError(ValueError):
    """A tag that the policy does not know; the text names the nearest one."""


class SettingError(ConfigError):
    """A wrong setting of the code's or the environment's; the text says which, there is no file."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(None, key, message)

    def __str__(self) -> str:
        return self.message


class RefusedRequestError(RuntimeError):
    """A request that was stopped before a byte was sent; the text says why and where."""


class UnownedRequestError(RefusedRequestError):
    """The policy wants tags that the request does not carry, or does not accept their values."""


class LimitReachedError(RefusedRequestError):
    """The surrounding `limit(...)` is spent."""
