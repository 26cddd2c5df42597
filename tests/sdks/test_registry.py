"""The bundled registry is consistent with itself; no SDK is installed for this."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import jsonschema
import pytest
from conformance import holds
from conformance_run import known_lines
from conformance_table import read_lines

from untagged_llm.analysis.prefilter import Prefilter
from untagged_llm.sdks import registry
from untagged_llm.sdks.index import render_index, sdk_files
from untagged_llm.sdks.load import FOLDER, INDEX
from untagged_llm.sdks.parse import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.sdks import Sdk

REGISTRY = registry()
FILES = sdk_files()
SDKS = [REGISTRY.sdk(id) for id in REGISTRY.ids]

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
each_sdk = pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.id)


def test_the_index_is_fresh() -> None:
    assert INDEX.read_text(encoding="utf-8") == render_index(), (
        "sdks/index.json is stale: run python -m untagged_llm.sdks.index"
    )


def test_every_table_is_in_the_index() -> None:
    differing = {path.stem for path in FILES} ^ set(REGISTRY.ids)
    assert not differing, "sdks/index.json is stale: run python -m untagged_llm.sdks.index"


@each_file
def test_the_table_fits_its_json_schema(path: Path) -> None:
    schema = json.loads((FOLDER / "sdks.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(read_table(path), schema)


@each_file
def test_the_first_line_tells_an_editor_the_schema(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("#:schema sdks.schema.json\n")


@each_sdk
def test_ids_are_given_once(sdk: Sdk) -> None:
    twice = [id for id, count in Counter(client.id for client in sdk.clients).items() if count > 1]
    assert not twice


@each_sdk
def test_a_path_of_a_client_has_one_row(sdk: Sdk) -> None:
    pairs = Counter(
        (client, path)
        for call in sdk.calls
        for client in call.clients
        for path in {*call.paths, *call.async_paths}
    )
    assert not [pair for pair, count in pairs.items() if count > 1]


@each_sdk
def test_a_name_belongs_to_one_row_unless_an_argument_tells_them_apart(sdk: Sdk) -> None:
    names = Counter((name, client.match) for client in sdk.clients for name in client.names)
    assert not [name for name, count in names.items() if count > 1]


@each_sdk
def test_names_stand_below_the_roots(sdk: Sdk) -> None:
    outside = [
        name
        for client in sdk.clients
        if client.kind != "product"
        for name in client.names
        if not any(f"{name}.".startswith(f"{root}.") for root in sdk.roots)
    ]
    assert not outside


@each_sdk
def test_products_come_from_a_client_that_is_there(sdk: Sdk) -> None:
    clients = {client.id for client in sdk.clients}
    products = [client for client in sdk.clients if client.kind == "product"]
    assert all(product.produced_by for product in products)
    assert {str(product.produced_by).partition(":")[0] for product in products} <= clients


@each_sdk
def test_what_a_row_extends_is_there_and_its_derivations_have_carriers(sdk: Sdk) -> None:
    for client in sdk.clients:
        full = REGISTRY.client(sdk.id, client.id)
        carriers = [each for given in full.derive_carriers.values() for each in given]
        assert all(REGISTRY.carrier(sdk.id, each).where for each in carriers)
        assert set(full.derive_carriers) <= set(full.derive)


@each_sdk
def test_usage_and_client_of_every_call_are_there(sdk: Sdk) -> None:
    used = {call.usage for call in sdk.calls if call.usage is not None}
    assert used <= set(sdk.usage)


@each_sdk
def test_every_client_has_billable_calls_or_hands_out_one_that_has(sdk: Sdk) -> None:
    silent = {
        client.id
        for client in sdk.clients
        if client.site and client.kind in ("class", "factory", "module")
        if not REGISTRY.calls(REGISTRY.client(sdk.id, client.id))
        if not REGISTRY.products(REGISTRY.client(sdk.id, client.id))
    }
    assert silent <= DRIVEN_BY_OTHERS.get(sdk.id, set())


DRIVEN_BY_OTHERS = {
    # Models whose calls are made by the framework's agents and operators, not by name.
    "guidance": {"model", "more_models"},
    "strands": {"openai", "anthropic", "litellm", "bedrock", "more_models"},
    "smolagents": {"bedrock"},
}


@each_sdk
def test_what_is_free_is_not_billed(sdk: Sdk) -> None:
    patterns = [re.compile(re.escape(path).replace(r"\*", ".*")) for path in sdk.non_billable]
    billed = {
        path for call in sdk.calls if call.priced for path in (*call.paths, *call.async_paths)
    }
    assert not [path for path in billed if any(each.fullmatch(path) for each in patterns)]


@each_sdk
def test_a_shape_is_a_path_of_its_client(sdk: Sdk) -> None:
    for shape in sdk.shapes:
        assert shape.path in REGISTRY.calls(REGISTRY.client(sdk.id, shape.client))


@each_sdk
def test_the_recommended_place_of_a_fix_takes_the_carrier(sdk: Sdk) -> None:
    wrong = [
        carrier.id
        for carrier in sdk.carriers.values()
        if carrier.fix and carrier.fix not in (*carrier.where, "constructor")
    ]
    assert not wrong


OF_GENERAL_LIBRARIES = {
    # boto3 speaks to all of AWS: a file counts when it names the service.
    "bedrock",
    "aiobotocore",
    # One of many clients of the cloud's SDK; the hint is the module's name.
    "vertexai",
    "oci",
}


def test_the_prefilter_lets_every_import_of_an_sdk_pass() -> None:
    prefilter = Prefilter(REGISTRY)
    for sdk in (each for each in SDKS if each.clients and each.id not in OF_GENERAL_LIBRARIES):
        for root in sdk.roots:
            parent, _, last = root.rpartition(".")
            spellings = [f"import {root}", f"from {root} import X"]
            spellings += [f"from {parent} import {last}"] if parent else []
            for line in spellings:
                assert prefilter.classify(f"{line}\n".encode()) == "sdk", line


def test_the_page_says_what_the_tables_say() -> None:
    assert read_lines() == known_lines(), (
        "docs/sdks.md: run python tests/sdks/conformance_run.py for what has changed"
    )


@pytest.mark.parametrize(
    ("versions", "here", "answer"),
    [
        ("", (1,), True),
        (">=2", (2, 53, 0), True),
        (">=3", (2, 53, 0), False),
        ("<1", (0, 125, 0), True),
        ("<1", (1, 0), False),
    ],
)
def test_a_row_holds_for_its_versions(versions: str, here: tuple[int, ...], answer: bool) -> None:
    assert holds(versions, here) is answer


def test_a_shape_means_one_thing() -> None:
    paths = Counter(shape.path for shape in REGISTRY.shapes)
    assert not [path for path, count in paths.items() if count > 1]
