"""What the runtime adds to a call and to a chunk of a stream, beside installed tracers.

    python benchmarks/overhead.py          # peers of this interpreter
    pip install opentelemetry-sdk openinference-instrumentation-openai langfuse langsmith

The openai SDK against an in-process transport, so that nothing waits for a network. Every
contestant has a process of its own, in which untouched calls are measured too: in turns with ours,
before those of tracers, which patch classes. The ratio is what counts. Times are the calling
thread's CPU, medians.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from tracers import TRACERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CALLS, STREAMS, CHUNKS, WARM = 400, 60, 60, 30
OURS = "untagged-llm"
MESSAGES = [{"role": "user", "content": "hi there " * 50}]
USAGE = {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500}
HEAD = {"id": "c", "created": 1, "model": "gpt-5.4-mini"}


def client() -> Any:
    """A client of the openai SDK whose answers are made in this process."""
    import openai

    # openai 3 sends through httpx2, which has httpx's interface.
    httpx: Any = importlib.import_module(
        openai.DefaultHttpxClient.__mro__[1].__module__.split(".")[0]
    )
    stream = _stream()

    class Parts(httpx.SyncByteStream):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            yield from stream

    def answer(request: Any) -> Any:
        if b'"stream":true' in request.content:
            kind = {"content-type": "text/event-stream"}
            return httpx.Response(200, headers=kind, stream=Parts())
        return httpx.Response(200, content=_answer())

    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    return openai.OpenAI(api_key="k", http_client=http_client)


def _answer() -> bytes:
    message = {"role": "assistant", "content": "hello " * 40}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = {**HEAD, "object": "chat.completion", "choices": [choice], "usage": USAGE}
    return json.dumps(answer).encode()


def _stream() -> list[bytes]:
    choice = {"index": 0, "delta": {"content": "tok"}, "finish_reason": None}
    said = {**HEAD, "object": "chat.completion.chunk", "choices": [choice], "usage": None}
    told = {**said, "choices": [], "usage": USAGE}
    events = [json.dumps(each, separators=(",", ":")) for each in [said] * CHUNKS + [told]]
    return [f"data: {event}\n\n".encode() for event in [*events, "[DONE]"]]


def call(made: Any) -> None:
    made.chat.completions.create(model="gpt-5.4-mini", messages=MESSAGES)


def stream(made: Any) -> None:
    asked = {"model": "gpt-5.4-mini", "messages": MESSAGES, "stream": True}
    for _ in made.chat.completions.create(**asked):
        pass


def untagged_llm() -> Callable[[], Any]:
    """How a tagged client is made."""
    from untagged_llm import configure, tag

    configure(sinks=[lambda event: None], on_missing="record")
    return lambda: tag(client(), team_id="t", service_name="s", project_id="p")


def measure(name: str) -> None:
    """Print one contestant's medians as JSON: untouched, then instrumented; a call, a chunk."""
    if name == OURS:
        make = untagged_llm()
        print(json.dumps(_medians(client(), make())))
        return
    (untouched,) = _medians(client())
    (instrumented,) = _medians(TRACERS[name][1](client()))
    print(json.dumps([untouched, instrumented]))


def _medians(*made: Any) -> list[list[float]]:
    """Microseconds of a call, and of a chunk of a stream, of each client; they take turns."""
    calls = _turns(call, made, CALLS)
    chunks = [median / CHUNKS for median in _turns(stream, made, STREAMS)]
    return [list(each) for each in zip(calls, chunks, strict=True)]


def _turns(run: Callable[[Any], None], made: Sequence[Any], count: int) -> list[float]:
    times: list[list[int]] = [[] for _ in made]
    for _ in range(WARM):
        for each in made:
            run(each)
    gc.collect()
    gc.disable()
    for _ in range(count):
        for each, taken in zip(made, times, strict=True):
            start = time.thread_time_ns()
            run(each)
            taken.append(time.thread_time_ns() - start)
    gc.enable()
    return [statistics.median(taken) / 1000 for taken in times]


def installed() -> list[str]:
    """The contestants that this interpreter has."""
    found = []
    modules = {OURS: "untagged_llm", **{name: module for name, (module, _) in TRACERS.items()}}
    for name, module in modules.items():
        try:
            spec = importlib.util.find_spec(module)
        except ModuleNotFoundError:
            continue
        if spec is not None:
            found.append(name)
    return found


def main() -> None:
    print("| | call | added | chunk | added |\n| --- | --- | --- | --- | --- |")
    for name in installed():
        ran = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True)
        if ran.returncode:
            print(f"| {name} | cannot be measured: {ran.stderr.splitlines()[-1]} | | | |")
            continue
        (plain_call, plain_chunk), (with_call, with_chunk) = json.loads(ran.stdout)
        added, chunk = with_call - plain_call, with_chunk - plain_chunk
        print(
            f"| {name} | {plain_call:.0f} us | {added:.0f} us ({added / plain_call:.0%}) "
            f"| {plain_chunk:.1f} us | {chunk:.1f} us ({chunk / plain_chunk:.0%}) |"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
