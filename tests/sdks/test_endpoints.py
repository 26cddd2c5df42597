from __future__ import annotations

import pytest

from untagged_llm.sdks import registry

ENDPOINTS = registry().endpoints


@pytest.mark.parametrize(
    ("url", "provider", "kind"),
    [
        ("https://api.openai.com/v1/chat/completions", "openai", "chat"),
        ("https://api.openai.com/v1/responses", "openai", "responses"),
        ("https://api.openai.com/v1/embeddings", "openai", "embedding"),
        ("https://api.openai.com/v1/audio/transcriptions", "openai", "audio"),
        ("https://api.openai.com/v1/\0", "openai", "other"),
        ("https://\0.openai.azure.com/deployments/\0/chat/completions", "azure", "chat"),
        ("https://api.anthropic.com/v1/messages", "anthropic", "chat"),
        ("https://api.anthropic.com/v1/complete", "anthropic", "chat"),
        (
            "https://generativelanguage.googleapis.com/v1/\0:generateContent?k=\0",
            "google",
            "chat",
        ),
        ("https://\0-aiplatform.googleapis.com/v1/projects/\0:predict", "vertexai", "other"),
        ("https://bedrock-runtime.\0.amazonaws.com/model/\0/invoke", "bedrock", "other"),
        ("https://api.cohere.ai/v1/rerank", "cohere", "rerank"),
        ("https://openrouter.ai/api/v1/chat/completions", "openrouter", "chat"),
        ("http://localhost:11434/api/generate", "ollama", "other"),
        ("https://api-inference.huggingface.co/models/\0", "huggingface", "other"),
        ("https://dashscope.aliyuncs.com/api/v1/services/aigc/\0", "dashscope", "other"),
    ],
)
def test_a_providers_endpoint_is_billable(url: str, provider: str, kind: str) -> None:
    found = ENDPOINTS.match(url)
    assert found is not None
    assert (found.provider, found.kind) == (provider, kind)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("\0/chat/completions", "chat"),
        ("/v1/chat/completions", "chat"),
        ("https://llm.corp.example/v1/chat/completions", "chat"),
        ("\0/models/\0:streamGenerateContent", "chat"),
        ("\0/v1/messages", "chat"),
        ("\0/v1/embeddings", "embedding"),
    ],
)
def test_some_paths_are_enough_without_a_known_host(url: str, kind: str) -> None:
    found = ENDPOINTS.match(url)
    assert found is not None
    assert (found.provider, found.kind) == ("", kind)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "\0",
        "https://api.openai.com",
        "https://api.openai.com/v1",
        "https://api.openai.com/v1/models",
        "https://api.openai.com/v1/models/gpt-4o",
        "https://api.openai.com/v1/files",
        "https://generativelanguage.googleapis.com/v1beta/models?key=\0",
        "https://generativelanguage.googleapis.com/v1beta/models/\0:countTokens",
        "https://api.anthropic.com/v1/messages/count_tokens",
        "https://api.anthropic.com/v1/messages/batches/\0/results",
        "http://localhost:11434/api/tags",
        "https://openrouter.ai/api/v1/models",
        "https://api.example.com/v1/messages",
        "https://api.example.com/generate",
        "https://api.example.com/embed",
        "\0/api/chat",
        "https://s3.amazonaws.com/bucket/invoke",
    ],
)
def test_what_costs_nothing_or_is_somebody_elses_is_not(url: str) -> None:
    assert ENDPOINTS.match(url) is None


def test_a_base_url_names_its_provider() -> None:
    assert ENDPOINTS.provider_of("https://openrouter.ai/api/v1") == "openrouter"
    assert ENDPOINTS.provider_of("https://llm.corp.example/v1") is None
