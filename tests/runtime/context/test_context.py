from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from untagged_llm import carry, owner
from untagged_llm.runtime.context import ambient
from untagged_llm.runtime.errors import TagError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator


def seen() -> dict[str, str]:
    return dict(ambient())


def test_the_inner_owner_adds_to_the_outer_one_and_wins() -> None:
    with owner(team="search", feature="answer"):
        with owner(feature="rank", tenant_id="acme"):
            assert seen() == {"team_id": "search", "feature": "rank", "tenant_id": "acme"}
        assert seen() == {"team_id": "search", "feature": "answer"}
    assert seen() == {}


def test_an_owner_ends_with_an_exception_too() -> None:
    with pytest.raises(ZeroDivisionError), owner(team="search"):
        raise ZeroDivisionError
    assert seen() == {}


def test_none_leaves_a_tag_as_it_is_and_numbers_become_text() -> None:
    with owner(team="search"), owner(team=None, tenant_id=7):
        assert seen() == {"team_id": "search", "tenant_id": "7"}


def test_an_unknown_tag_names_the_nearest_one() -> None:
    with pytest.raises(TagError, match="unknown tag 'tem_id'; did you mean 'team_id'"):
        owner(tem_id="search")


def test_a_decorated_function_is_owned_while_it_runs() -> None:
    @owner(feature="answer")
    def answer(depth: int) -> list[dict[str, str]]:
        return [seen(), *(answer(depth - 1) if depth else [])]

    assert answer(1) == [{"feature": "answer"}, {"feature": "answer"}]
    assert seen() == {}


def test_a_decorated_coroutine_is_owned_and_its_neighbours_are_not() -> None:
    @owner(feature="answer")
    async def answer() -> dict[str, str]:
        await asyncio.sleep(0)
        return seen()

    async def other() -> dict[str, str]:
        await asyncio.sleep(0)
        return seen()

    async def both() -> list[dict[str, str]]:
        return list(await asyncio.gather(answer(), other()))

    assert asyncio.run(both()) == [{"feature": "answer"}, {}]


def test_tasks_and_to_thread_inherit_the_owner() -> None:
    async def run() -> list[dict[str, str]]:
        with owner(team="search"):
            return [await asyncio.create_task(_seen()), await asyncio.to_thread(seen)]

    assert asyncio.run(run()) == [{"team_id": "search"}] * 2


async def _seen() -> dict[str, str]:
    return seen()


def test_a_decorated_generator_is_owned_inside_and_its_consumer_is_not() -> None:
    @owner(feature="answer")
    def steps() -> Iterator[dict[str, str]]:
        yield seen()
        yield seen()

    inside = []
    for each in steps():
        inside.append(each)
        assert seen() == {}
    assert inside == [{"feature": "answer"}] * 2


def test_a_decorated_generator_takes_what_is_sent_and_thrown_and_returns() -> None:
    @owner(feature="answer")
    def echo() -> Iterator[object]:
        got = yield "first"
        try:
            yield got
        except KeyError:
            return "done"  # type: ignore[return-value]

    steps = echo()
    assert next(steps) == "first"
    assert steps.send("second") == "second"  # type: ignore[attr-defined]
    with pytest.raises(StopIteration, match="done"):
        steps.throw(KeyError("x"))  # type: ignore[attr-defined]


def test_a_decorated_async_generator_is_owned_inside() -> None:
    @owner(feature="answer")
    async def steps() -> AsyncIterator[dict[str, str]]:
        yield seen()

    async def run() -> list[dict[str, str]]:
        return [each async for each in steps()]

    assert asyncio.run(run()) == [{"feature": "answer"}]


def test_a_pool_s_thread_starts_without_an_owner_unless_it_is_carried() -> None:
    with ThreadPoolExecutor(1) as pool, owner(team="search"):
        assert pool.submit(carry(seen)).result() == {"team_id": "search"}
        assert pool.submit(seen).result() == {}


def test_one_owner_may_be_entered_by_many_threads() -> None:
    shared = owner(team="search")
    everybody = threading.Barrier(4)
    results: list[tuple[dict[str, str], dict[str, str]]] = []

    def work() -> None:
        with shared:
            everybody.wait()
            inside = seen()
            everybody.wait()
        results.append((inside, seen()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [({"team_id": "search"}, {})] * 4


def test_a_decorated_async_generator_takes_what_is_sent_and_thrown() -> None:
    @owner(feature="answer")
    async def echo() -> AsyncGenerator[object, object]:
        got = yield "first"
        try:
            yield got
        except KeyError:
            yield seen()

    async def run() -> list[object]:
        steps = echo()
        got = [await steps.asend(None), await steps.asend("second"), await steps.athrow(KeyError())]
        await steps.aclose()
        return got

    assert asyncio.run(run()) == ["first", "second", {"feature": "answer"}]


def test_static_and_class_methods_are_owned_and_stay_what_they_are() -> None:
    class Answering:
        @owner(feature="static")
        @staticmethod
        def static() -> dict[str, str]:
            return seen()

        @owner(feature="class")
        @classmethod
        def of_class(cls) -> tuple[type, dict[str, str]]:
            return cls, seen()

    assert Answering().static() == {"feature": "static"}
    assert Answering.of_class() == (Answering, {"feature": "class"})


def test_a_class_is_not_decorated() -> None:
    with pytest.raises(TypeError, match=r"owner\(...\) decorates functions, not .*: decorate its"):
        owner(feature="answer")(dict)
