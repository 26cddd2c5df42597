"""A day in the shop of `fixtures/`: its own code, unedited, against a local provider.

    python tests/demo/day.py

`guard()` meters every SDK that the shop uses, `owner(...)` says on whose behalf a service works;
at the end stands what each team spent, and what the provider billed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import defaultdict
from contextlib import nullcontext
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from runtime.provider import Request
    from untagged_llm.runtime.event import UsageEvent

TESTS = Path(__file__).parents[1]
SHOP = TESTS.parent / "fixtures" / "shop"
sys.path[:0] = [str(TESTS), str(SHOP)]


class Duty(NamedTuple):
    """What a service does, and who it is; None where nobody says."""

    owner: dict[str, str] | None
    work: Callable[[], object]


def main() -> int:
    """Run the day and print its bill; 1 when the record and the provider disagree."""
    from runtime.provider import FakeProvider

    with FakeProvider() as provider:
        _aim(provider.url())
        events = _work()
        print("".join(_bill(events)))
        return _compare(provider.requests, events)


def _aim(url: str) -> None:
    """Point every SDK at the local provider, as its own variables allow."""
    os.environ |= {
        "OPENAI_BASE_URL": f"{url}/v1",
        "OPENAI_API_KEY": "k",
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": "k",
        "GOOGLE_GEMINI_BASE_URL": url,
        "GEMINI_API_KEY": "k",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": url,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "s",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }


def _work() -> list[UsageEvent]:
    from untagged_llm import configure, guard, owner
    from untagged_llm.policy import settings_for
    from untagged_llm.runtime.event import UsageEvent
    from untagged_llm.runtime.recorder import flush

    kept: list[object] = []
    configure(settings=settings_for(SHOP), sinks=[kept.append], on_missing="record")
    with guard():
        for duty in _duties():
            with owner(**duty.owner) if duty.owner else nullcontext():
                duty.work()
        flush()
    return [event for event in kept if isinstance(event, UsageEvent)]


def _duties() -> Iterator[Duty]:
    descriptions, translation = _shop("catalog.descriptions"), _shop("catalog.translation")
    emails, ranker = _shop("recommendations.emails"), _shop("recommendations.ranker")
    answers, index = _shop("search.answers"), _shop("search.index")
    triage, reports = _shop("support.triage"), _shop("jobs.reports")
    chat = _shop("support.assistant").Assistant()
    search = _service("search", "product-search")
    support = _service("support", "support-assistant")
    growth = _service("growth", "recommender")
    platform = _service("platform", "storefront")
    yield Duty(search, lambda: answers.answer("Which one is waterproof?", ["boots", "sandals"]))
    yield Duty(search, lambda: answers.rewrite("watreproof boots"))
    yield Duty(search, lambda: list(index.embed(["boots", "sandals"])))
    yield Duty(support, lambda: list(chat.reply("Where is my parcel?")))
    yield Duty(support, chat.summary)
    yield Duty(support, lambda: triage.TicketRouter().route("My parcel is late"))
    yield Duty(growth, lambda: emails.mail("Ada", ["boots"]))
    yield Duty(growth, lambda: ranker.Ranker().explain("Ada", "boots"))
    yield Duty(platform, lambda: asyncio.run(_read(descriptions)))
    yield Duty(platform, lambda: descriptions.title({"colour": "red"}))
    yield Duty(platform, lambda: translation.translate("Boots", "French"))
    yield Duty(platform, lambda: reports.morning_report("120 boots sold"))
    yield Duty(None, lambda: translation.translate_review("Great boots", "German"))
    yield Duty(None, lambda: descriptions.alt_text("boots.png"))


def _shop(name: str) -> Any:
    """A module of the shop, which is not installed: it imports its SDKs when it is imported."""
    return import_module(f"shop.{name}")


def _service(team: str, service: str) -> dict[str, str]:
    return {"team_id": team, "service_name": service, "project_id": "web-shop"}


async def _read(descriptions: Any) -> None:
    async for _ in descriptions.describe({"colour": "red"}):
        pass


def _bill(events: list[UsageEvent]) -> Iterator[str]:
    teams = defaultdict(list)
    for event in events:
        teams[event.tags.get("team_id", "(nobody)")].append(event)
    yield f"{'team':<12}{'requests':>9}{'input':>9}{'output':>9}{'dollars':>14}\n"
    for team, theirs in sorted(teams.items(), key=lambda row: -_dollars(row[1])):
        yield _line(team, theirs)
    yield _line("all", events)


def _line(name: str, events: list[UsageEvent]) -> str:
    used = [event.usage for event in events if event.usage]
    given = sum(usage.input_tokens for usage in used)
    made = sum(usage.output_tokens for usage in used)
    return f"{name:<12}{len(events):>9}{given:>9}{made:>9}{_dollars(events):>14.6f}\n"


def _dollars(events: list[UsageEvent]) -> Decimal:
    return sum((event.cost.total or Decimal(0) for event in events if event.cost), Decimal(0))


def _compare(requests: Sequence[Request], events: Sequence[UsageEvent]) -> int:
    """Say whether the record holds what the provider billed."""
    billed = [request.billed for request in requests if request.billed]
    used = [event.usage for event in events if event.usage]
    tokens = sum(each.total_tokens for each in billed)
    recorded = sum(usage.input_tokens + usage.output_tokens for usage in used)
    print(f"The provider billed {len(billed)} requests and {tokens} tokens.")
    if (len(used), recorded) == (len(billed), tokens):
        print("Recorded: all of them.")
        return 0
    print(f"Recorded: {len(used)} requests and {recorded} tokens.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
