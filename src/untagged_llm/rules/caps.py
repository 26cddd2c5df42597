"""Limits on output tokens: how each SDK spells them, and where they may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from untagged_llm.model import Site
    from untagged_llm.rules.context import Context

CAPS = frozenset(
    {
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "max_new_tokens",
        "max_tokens_to_sample",
        "maxTokens",
        "maxOutputTokens",
        "maxTokenCount",
        "num_predict",
        "max_gen_len",
    }
)
HOLDERS = frozenset(
    {
        "body",
        "config",
        "extra_body",
        "generate_config",
        "generation_config",
        "generation_kwargs",
        "inferenceConfig",
        "input",
        "json",
        "data",
        "model_kwargs",
        "model_settings",
        "options",
        "parameters",
        "params",
        "run_config",
        "sampling_params",
    }
)
"""Arguments that may hold a cap; one that cannot be seen into is trusted to."""
USUAL = {
    "bedrock": 'inferenceConfig={"maxTokens": ...}',
    "haystack": 'generation_kwargs={"max_tokens": ...}',
    "langchain_google_genai": "max_output_tokens=...",
    "langchain_google_vertexai": "max_output_tokens=...",
    "langchain_ollama": "num_predict=...",
    "ollama": 'options={"num_predict": ...}',
    "openai_agents": "model_settings=ModelSettings(max_tokens=...)",
    "pydantic_ai": 'model_settings={"max_tokens": ...}',
    "qianfan": "max_output_tokens=...",
    "xinference": 'generate_config={"max_tokens": ...}',
}
"""How an SDK spells the cap where it is not `max_tokens=`."""
INSIDE = {
    "google_genai": "config",
    "google_generativeai": "generation_config",
    "vertexai": "generation_config",
}
"""Google's SDKs take the cap as `max_output_tokens` inside an argument."""
MODELS = ("crewai", "dspy", "langchain", "llama_index")
"""Frameworks whose models are built with the cap; what calls them need not take it."""
ALWAYS_CAPPED = ("anthropic", "langchain_anthropic")
"""Their provider insists on a cap, and the framework fills one in."""
OPENAI = ("api.openai.com", "azure.com", "microsoft.com")


def cap_for(site: Site, context: Context) -> str:
    """What to write so that the call is capped: "pass max_tokens=..."."""
    holder = INSIDE.get(site.sdk)
    if holder and holder in site.arguments:
        return f"add max_output_tokens to its {holder}"
    if holder:
        return f'pass {holder}={{"max_output_tokens": ...}}'
    verb = "give its model" if site.sdk.startswith(MODELS) else "pass"
    return f"{verb} {USUAL.get(site.sdk) or _spelt(site, context)}"


def _spelt(site: Site, context: Context) -> str:
    if site.call_kind == "responses":
        return "max_output_tokens=..."
    if site.sdk == "openai" and site.call_kind == "chat" and _goes_to_openai(site, context):
        return "max_completion_tokens=..."
    return "max_tokens=..."


def _goes_to_openai(site: Site, context: Context) -> bool:
    """Whether it may be OpenAI itself: those who only speak its protocol know `max_tokens`."""
    client = context.construct(site.client_site_id) if site.client_site_id else None
    url = site.base_url or (client.site.base_url if client else None)
    return not url or any(host in url for host in OPENAI)
