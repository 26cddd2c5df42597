from __future__ import annotations

import pytest

from untagged_llm.analysis.prefilter import Prefilter
from untagged_llm.sdks import registry

IMPORTS = [
    "import openai",
    "import os, openai",
    "from openai import OpenAI",
    "from openai.types.chat import ChatCompletion",
    "from google import genai",
    "import google.genai as genai",
    "from google import (\n    storage,\n    genai,\n)",
    "from langchain_openai import ChatOpenAI",
    "import agents",
    "import agents as a",
    "from agents import Agent",
    "from\tagents\timport Agent",
    "from agents.mcp import MCPServer",
    "import os, agents",
    "import os as o, agents as a",
    "import os, \\\n    together",
    "from together \\\n    import Together",
    "try: import cohere\nexcept ImportError: cohere = None",
    "    import replicate",
    "x = 1; import marvin",
    "import importlib\nx = importlib.import_module('together')",
    'x = __import__("cohere")',
    "cohere = LazyLoader('cohere')",
    "from google import adk",
    "from google import (\n    storage,\n    adk,\n)",
    "requests.post('https://api.openai.com/v1/chat/completions')",
    "import boto3\nboto3.client('bedrock-runtime')",
    '{"cells": [{"source": ["import os\\nimport together"]}]}',
    '{"cells": [{"source": ["from agents import Agent\\n"]}]}',
]

PROSE = [
    "# we work together and import together",
    '"""You can import agents from the registry, replicate them."""',
    "from .agents import Agent\n",
    "from app.agents import Agent\n",
    "from sympy.polys import Poly, together\n",
    "from sympy.abc import (\n    x,\n    phi,\n)\n",
    "from agentsmith import x\n",
    "import cohered\n",
    "agents = ['together', 'replicate']",
    "self.agents = agents",
    "import boto3\ns3 = boto3.client('s3')",
    "",
]


@pytest.fixture(scope="module")
def prefilter() -> Prefilter:
    return Prefilter(registry())


@pytest.mark.parametrize("text", IMPORTS)
def test_a_file_that_imports_an_sdk_is_never_lost(prefilter: Prefilter, text: str) -> None:
    assert prefilter.classify(text.encode()) == "sdk"
    assert prefilter.classify(f"import os\n{text}\nx = 1\n".encode()) == "sdk"


@pytest.mark.parametrize("text", PROSE)
def test_english_words_and_own_modules_do_not_name_an_sdk(prefilter: Prefilter, text: str) -> None:
    assert prefilter.classify(text.encode()) == "none"


@pytest.mark.parametrize(
    "text",
    ["get_llm().invoke('hello')", "client.messages.create(", "f = client.embeddings.create"],
)
def test_a_file_with_a_billable_looking_method_may_use_a_client(
    prefilter: Prefilter, text: str
) -> None:
    assert prefilter.classify(text.encode()) in {"consumer", "sdk"}


def test_a_resource_that_is_a_method_elsewhere_hides_no_call(prefilter: Prefilter) -> None:
    assert prefilter.classify(b"search.responses.create(input='hi')") == "sdk"


@pytest.mark.parametrize("text", ["import os  # uses openai", "from .openai import x", "'openai'"])
def test_an_sdk_that_is_only_mentioned_needs_something_that_sounds_like_a_client(
    prefilter: Prefilter, text: str
) -> None:
    assert prefilter.classify(text.encode()) == "none"
    assert prefilter.classify(f"{text}\nclient = MyOpenAI()".encode()) == "consumer"
    assert prefilter.classify(f"{text}\nget_llm().run(1)".encode()) == "consumer"


def test_methods_of_plain_objects_are_not_billable(prefilter: Prefilter) -> None:
    assert prefilter.classify(b"parser.parse(x); page.search(y); self.run(z)") == "none"
    assert prefilter.classify(b"agents[0].run(z)") == "consumer"


def test_a_longer_method_name_is_not_a_billable_one(prefilter: Prefilter) -> None:
    assert prefilter.classify(b"x.create_user()") == "none"


def test_a_declared_wrapper_names_a_file_by_function_or_class() -> None:
    prefilter = Prefilter(registry(), ["acme.llm.ask", "acme.llm.Gateway.complete"])
    assert prefilter.classify(b"from acme import ask\nask('x')") == "sdk"
    assert prefilter.classify(b"Gateway()") == "sdk"
    assert prefilter.classify(b"task = bask") == "none"


def test_a_buffer_is_sorted_like_bytes(prefilter: Prefilter) -> None:
    assert prefilter.classify(memoryview(b"import agents")) == "sdk"


VERIFIED_ROOTS = sorted(
    root for root, ids in registry().roots.items() if registry().sdk(ids[0]).verified
)


@pytest.mark.parametrize("root", VERIFIED_ROOTS)
def test_every_root_of_the_registry_is_recognised(prefilter: Prefilter, root: str) -> None:
    uses_bedrock = "boto" in root
    text = f"import {root}\n" + ("x = 'bedrock-runtime'" if uses_bedrock else "")
    assert prefilter.classify(text.encode()) == "sdk"
