"""The registry: lookups over the bundled SDK tables and a user's own, parsed when asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from untagged_llm.sdks.endpoints import Endpoints
from untagged_llm.sdks.names import Names
from untagged_llm.sdks.schema import RegistryError, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from untagged_llm.sdks.schema import Call, Carrier, Client, Sdk

FOLDER = Path(__file__).parent
INDEX = FOLDER / "index.json"


@lru_cache(maxsize=8)
def registry(extra: tuple[Path, ...] = ()) -> Registry:
    """The bundled registry, with a user's SDK tables on top.

    Raises RegistryError when a table of `extra` is wrong; the bundled ones are tested.
    """
    return Registry(extra)


class Registry:
    """What is known of the SDKs. Names are dotted and fully qualified throughout."""

    def __init__(self, extra: tuple[Path, ...] = ()) -> None:
        self._sdks: dict[str, Sdk] = {}
        self._clients: dict[tuple[str, str], Client] = {}
        self._calls: dict[tuple[str, str], Mapping[str, Call]] = {}
        self._index: Mapping[str, Any] = json.loads(INDEX.read_bytes())
        if extra:
            self._index = self._with(extra)
        self.ids: tuple[str, ...] = tuple(self._index["ids"])
        self.terminals: frozenset[str] = frozenset(self._index["terminals"])
        self._names = Names(self._index["names"], self._index["roots"])
        self.endpoints = Endpoints(self._index["endpoints"])

    def _with(self, extra: tuple[Path, ...]) -> Mapping[str, Any]:
        from untagged_llm.sdks.index import index_of, merged

        return merged(self._index, index_of([self._add(path) for path in extra], {}))

    def _add(self, path: Path) -> Sdk:
        from untagged_llm.sdks.parse import parse_sdk, read_table

        self._sdks[path.stem] = parse_sdk(path.stem, read_table(path), str(path))
        return self._sdks[path.stem]

    def sdk(self, id: str) -> Sdk:
        """The SDK of that id, parsed now if it was not before."""
        if id not in self._sdks:
            if id not in self.ids:
                raise _no_such_sdk(id, self.ids)
            self._add(FOLDER / f"{id}.toml")
        return self._sdks[id]

    @cached_property
    def roots(self) -> Mapping[str, tuple[str, ...]]:
        """Import root ("google.genai") to the ids of the SDKs below it."""
        return {root: tuple(ids) for root, ids in self._index["roots"].items()}

    @cached_property
    def resources(self) -> Mapping[str, frozenset[str]]:
        """Terminals that only resources have, not clients: "append" to {"conversations"}."""
        return {name: frozenset(each) for name, each in self._index["resources"].items()}

    @cached_property
    def client_words(self) -> frozenset[str]:
        """Last components of all client names: "OpenAI", "Client", "from_openai"."""
        return self._names.last_words

    @cached_property
    def hints(self) -> tuple[bytes, ...]:
        """Byte strings that give away an SDK or a provider wherever they stand."""
        return tuple(hint.encode() for hint in self._index["hints"])

    @cached_property
    def named(self) -> tuple[bytes, ...]:
        """Byte strings that stand for an SDK where they are imported: `openai`."""
        return tuple(hint.encode() for hint in self._index["named"])

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Attribute paths that are enough without a known receiver."""
        return tuple(_shape(row) for row in self._index["shapes"])

    def root_of(self, dotted_name: str) -> str | None:
        """The longest root that `dotted_name` stands below."""
        return next(self._names.roots_of(dotted_name), None)

    def client_named(self, dotted: str) -> Client | None:
        """The row of a class, factory, wrapper or module, by any of its names.

        A name that no row has (`openai._client.OpenAI`) is taken for another spelling of the name
        below the same root that ends in the same class or function, if only one row has it or
        one shares more of the way (`langchain.llms.openai.OpenAI`: `langchain.llms.OpenAI`).
        Several rows share `boto3.client`; `clients_named` gives all of them.
        """
        return next(iter(self.clients_named(dotted)), None)

    def clients_named(self, dotted: str) -> tuple[Client, ...]:
        """All rows of that name: those told apart by `match`, the one of the SDK itself first."""
        return tuple(self.client(*row.split(":")) for row in self._names.rows(dotted))

    def client(self, sdk_id: str, client_id: str) -> Client:
        """The row `client_id` of an SDK, with what it extends."""
        key = (sdk_id, client_id)
        if key not in self._clients:
            self._clients[key] = self._extended(self._row(sdk_id, client_id))
        return self._clients[key]

    def _row(self, sdk_id: str, client_id: str) -> Client:
        for client in self.sdk(sdk_id).clients:
            if client.id == client_id:
                return client
        raise RegistryError(f"SDK {sdk_id!r} has no client row {client_id!r}")

    def calls(self, client: Client) -> Mapping[str, Call]:
        """Billable paths of `client`: its own, its namesakes' (0.x and 1.x), what it extends."""
        key = (client.sdk, client.id)
        if key not in self._calls:
            self._calls[key] = self._collect(client)
        return self._calls[key]

    def carrier(self, sdk_id: str, carrier_id: str) -> Carrier:
        """A carrier by id; "langchain:config_metadata" names another SDK's."""
        sdk, _, name = carrier_id.rpartition(":")
        return self.sdk(sdk or sdk_id).carriers[name]

    def products(self, client: Client) -> Mapping[str, Client]:
        """Paths of `client` that hand out another client ("chats.create")."""
        found: dict[str, Client] = {}
        for row in self._family(client):
            for product in self.sdk(row.sdk).clients:
                owner, _, path = (product.produced_by or "").partition(":")
                if owner == row.id:
                    found.setdefault(path, self.client(product.sdk, product.id))
        return found

    def _collect(self, client: Client) -> dict[str, Call]:
        found: dict[str, Call] = {}
        for row in self._family(client):
            for call in self.sdk(row.sdk).calls:
                if row.id in call.clients:
                    for path in (*call.paths, *call.async_paths):
                        found.setdefault(path, call)
        return found

    def _family(self, client: Client) -> Iterator[Client]:
        namesakes = (row for name in client.names for row in self.clients_named(name))
        seen = set()
        for row in (client, *namesakes):
            if row.match == client.match and (row.sdk, row.id) not in seen:
                seen.add((row.sdk, row.id))
                yield row
        if client.extends:
            yield from self._family(self.client(*client.extends.split(":")))

    def _extended(self, client: Client) -> Client:
        if client.extends is None:
            return client
        base = self.client(*client.extends.split(":"))
        return replace(
            client,
            derive=_union(client.derive, base.derive),
            derive_plain=_union(client.derive_plain, base.derive_plain),
            views=_union(client.views, base.views),
            context=client.context or base.context,
            derive_carriers={**_qualified(base), **client.derive_carriers},
        )


def _no_such_sdk(id: str, known: tuple[str, ...]) -> RegistryError:
    from untagged_llm.sdks.reading import nearest

    return RegistryError(f"no SDK is called {id!r}{nearest(id, known)}")


def _shape(row: Mapping[str, Any]) -> Shape:
    lists = {"keywords": tuple(row["keywords"]), "any_keywords": tuple(row["any_keywords"])}
    return Shape(**{**row, **lists})


def _union(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *two)))


def _qualified(base: Client) -> dict[str, tuple[str, ...]]:
    return {
        method: tuple(each if ":" in each else f"{base.sdk}:{each}" for each in carriers)
        for method, carriers in base.derive_carriers.items()
    }
