"""The README's program that tags a client and reads what a request cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtime.provider import FakeProvider, provider
from runtime.recording import Recording, recording

from .fences import the_fence

if TYPE_CHECKING:
    import pytest

__all__ = ["provider", "recording"]


def test_it_prints_who_owns_the_request_and_its_cost(
    provider: FakeProvider,
    recording: Recording,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{provider.url()}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "k")

    exec(compile(the_fence("python", "tag(OpenAI()"), "README.md", "exec"), {})

    (request,) = provider.requests
    assert request.headers["x-owner-team"] == "search"
    assert request.headers["x-owner-feature"] == "answer"
    team, cost = capsys.readouterr().out.split()
    assert team == "search"
    assert float(cost) > 0
