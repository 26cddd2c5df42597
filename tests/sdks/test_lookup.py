from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from untagged_llm.analysis.prefilter import Prefilter
from untagged_llm.sdks import Registry, RegistryError, registry

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.sdks import Client

REGISTRY = registry()


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("openai.OpenAI", "openai:client"),
        ("openai", "openai:module"),
        ("litellm", "litellm:module"),
        ("google.genai.Client", "google_genai:client"),
        ("langchain_openai.ChatOpenAI", "langchain_openai:chat"),
        ("mistralai.Mistral", "mistralai:client"),
        ("mistralai.client.MistralClient", "mistralai:legacy"),
    ],
)
def test_a_client_is_found_by_each_of_its_names(name: str, row: str) -> None:
    assert _row(name) == row


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("openai._client.OpenAI", "openai:client"),
        ("anthropic._client.AsyncAnthropic", "anthropic:client"),
        ("langchain_openai.chat_models.base.ChatOpenAI", "langchain_openai:chat"),
        ("langchain.OpenAI", "langchain_community:openai_llm"),
        ("langchain.chat_models.gigachat.GigaChat", "langchain_community:chat_gone"),
        ("langchain.llms.gigachat.GigaChat", "langchain_community:llm"),
        ("llama_index.llms.OpenAI", "llama_index:openai"),
    ],
)
def test_another_spelling_below_the_root_is_found_by_its_last_name(name: str, row: str) -> None:
    assert _row(name) == row


@pytest.mark.parametrize(
    "name",
    [
        "acme.OpenAI",
        "openai.types.chat.ChatCompletion",
        "openai.resources.files.Files",
        "langchain_community.embeddings.HuggingFaceEmbeddings",
        "langchain.embeddings.huggingface.HuggingFaceEmbeddings",
        "google.genai.types.GenerateContentConfig",
        "twilio.rest.Client",
        "",
    ],
)
def test_what_is_no_client_is_not_found(name: str) -> None:
    assert REGISTRY.client_named(name) is None


def test_rows_of_one_factory_are_told_apart_by_the_argument() -> None:
    rows = REGISTRY.clients_named("boto3.client")
    services = {row.match.equals for row in rows if row.match}
    assert services == {"bedrock-runtime", "bedrock-agent-runtime", "bedrock"}
    assert "invoke_agent" not in REGISTRY.calls(rows[0])


def test_old_and_new_calls_of_one_name_are_joined() -> None:
    client = _client("anthropic.Anthropic")
    assert {"messages.create", "completions.create"} <= set(REGISTRY.calls(client))
    module = _client("openai")
    assert {"chat.completions.create", "ChatCompletion.create"} <= set(REGISTRY.calls(module))


def test_a_row_has_the_calls_and_derivations_of_what_it_extends() -> None:
    chat = _client("langchain_groq.ChatGroq")
    assert "with_structured_output" in chat.derive
    assert REGISTRY.calls(chat)["invoke"].sdk == "langchain_groq"
    assert REGISTRY.calls(chat)["agenerate"].sdk == "langchain"
    carrier = chat.derive_carriers["with_config"][0]
    assert REGISTRY.carrier(chat.sdk, carrier).reaches == "local-trace"


def test_asynchronous_paths_are_calls_too() -> None:
    assert "chat.complete_async" in REGISTRY.calls(_client("mistralai.Mistral"))


def test_products_are_known_by_the_path_that_hands_them_out() -> None:
    products = REGISTRY.products(_client("google.genai.Client"))
    assert set(REGISTRY.calls(products["chats.create"])) == {"send_message", "send_message_stream"}


@pytest.mark.parametrize(
    ("dotted", "root"),
    [
        ("langchain_community.agent_toolkits.load", "langchain_community.agent_toolkits"),
        ("langchain_community.llms.openai", "langchain_community"),
        ("collections.abc", None),
    ],
)
def test_the_longest_root_is_a_name_s_own(dotted: str, root: str | None) -> None:
    assert REGISTRY.root_of(dotted) == root


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(RegistryError, match="no SDK is called 'opnai'; did you mean 'openai'"):
        REGISTRY.sdk("opnai")


def test_making_the_registry_parses_no_table() -> None:
    program = """
        import sys
        from untagged_llm.sdks import registry
        registry().hints, registry().roots, registry().shapes
        assert "tomllib" not in sys.modules and "tomli" not in sys.modules
        assert "difflib" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)


def test_a_users_table_stands_beside_the_bundled_ones(tmp_path: Path) -> None:
    table = tmp_path / "acme.toml"
    table.write_text(ACME)
    known = Registry((table,))
    client = known.client_named("acme_llm.Gateway")
    assert client is not None
    assert set(known.calls(client)) == {"ask"}
    assert Prefilter(known).classify(b"import acme_llm\n") == "sdk"
    assert "ask" in known.terminals
    assert known.client_named("openai.OpenAI") is not None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("carriers = ", "cariers = ", "unknown key 'cariers'; did you mean 'carriers'?"),
        ('kind = "class"', 'kind = "klass"', "kind is 'klass', not one of class"),
        ('client = ["client"]', 'client = ["clinet"]', "did you mean 'client'?"),
        ('param = "headers"', "param = 3", "param must be a string, not 3"),
        ('roots = ["acme_llm"]', "", "roots is missing: give a list of strings"),
        ('reaches = "gateway"', 'reaches = "gatway"', "did you mean 'gateway'?"),
        ("[[client]]", "[client]", "client must be rows [[client]], not"),
        ("[[client]]", "[[client", "not a TOML file"),
    ],
)
def test_a_mistake_in_a_users_table_is_one_sentence_with_its_mend(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    table = tmp_path / "acme.toml"
    table.write_text(ACME.replace(old, new))
    with pytest.raises(RegistryError) as caught:
        Registry((table,))
    assert str(table) in str(caught.value)
    assert message in str(caught.value)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"missing\.toml: cannot read the SDK table"):
        Registry((tmp_path / "missing.toml",))


ACME = """
distribution = "acme-llm"
roots = ["acme_llm"]

[[client]]
id = "client"
kind = "class"
sync = ["acme_llm.Gateway"]
carriers = ["headers"]

[[call]]
client = ["client"]
paths = ["ask"]
kind = "chat"

[carrier.headers]
param = "headers"
where = ["constructor"]
reaches = "gateway"
"""


def _client(name: str) -> Client:
    client = REGISTRY.client_named(name)
    assert client is not None
    return client


def _row(name: str) -> str:
    client = _client(name)
    return f"{client.sdk}:{client.id}"
