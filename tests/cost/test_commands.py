"""The price commands as a user meets them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from untagged_llm.cli import main
from untagged_llm.cost import RateCard
from untagged_llm.cost.lines import price_line

if TYPE_CHECKING:
    from pathlib import Path

LITELLM = {
    "sample_spec": {"litellm_provider": "one of the providers"},
    "gpt-5.4": {
        "litellm_provider": "openai",
        "input_cost_per_token": 2.5e-06,
        "input_cost_per_token_above_272k_tokens": 5e-06,
        "input_cost_per_token_batches": 1.25e-06,
        "output_cost_per_token": 1.6e-05,
    },
    "xai/grok-9": {
        "litellm_provider": "xai",
        "input_cost_per_token": 1e-06,
        "input_cost_per_token_above_200k_tokens": 2e-06,
    },
    "other": {"litellm_provider": "unheard-of", "input_cost_per_token": 1e-06},
}
GENAI = [
    {
        "id": "x-ai",
        "models": [
            {
                "id": "grok-9",
                "prices": [
                    {"prices": {"input_mtok": 1}},
                    {
                        "constraint": {"start_date": "2026-09-01"},
                        "prices": {
                            "input_mtok": {"base": 2, "tiers": [{"start": 199999, "price": 4}]}
                        },
                    },
                ],
            }
        ],
    }
]


def test_lines_in_lines_out_and_a_bad_line_stops_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        '{"provider": "openai", "model": "gpt-5.4-mini", "at": "2026-06-08",'
        ' "usage": {"input_tokens": 10000, "cache_read_input_tokens": 2000,'
        ' "output_tokens": 1200}}',
        "",
        "not json",
        '{"model": "gpt-5.4", "usage": {"inputtokens": 5}}',
        '{"model": "gpt-5.4", "usage": {"input_tokens": 5}, "options": {"teir": "batch"}}',
        '{"provider": "anthropic", "raw_usage": {"model": "claude-opus-5-5", "usage":'
        ' {"input_tokens": 1000, "cache_read_input_tokens": 0, "output_tokens": 0,'
        ' "inference_geo": "us"}}, "at": "2026-11-20"}',
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert main(["price", "--jsonl"]) == 3
    shown = capsys.readouterr()
    answers = [json.loads(line) for line in shown.out.splitlines()]
    assert [answer["total"] for answer in answers] == ["0.01155", None, None, None, "0.0044"]
    assert answers[0]["lines"][1] == {
        "meter": "cache_read",
        "quantity": "2000",
        "unit_price": "0.075",
        "per": 1000000,
        "amount": "0.00015",
        "rate_id": "openai/gpt-5.4-mini/cache_read",
    }
    assert answers[2]["reason"] == ("unknown quantity 'inputtokens'; did you mean 'input_tokens'?")
    assert "-:5: unknown option 'teir'; did you mean 'tier'?" in shown.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["price"], "--model is missing (or --jsonl FILE)"),
        (["price", "--model", "gpt-5.4"], "nothing to price: give --input and --output"),
        (["price", "--model", "gpt-5.4", "--input", "many"], "'many' is not a number of tokens"),
        (
            ["price", "--model", "gpt-5.4", "--input", "5", "--cached", "9"],
            "cache_read_input_tokens (9) is more than input_tokens (5), which includes it",
        ),
        (
            ["price", "--model", "gpt-5.4", "--input", "5", "--at", "soon"],
            "--at: 'soon' is not a date such as 2026-11-21T08:00:00Z",
        ),
        (["price", "--jsonl", "missing.jsonl"], "missing.jsonl: cannot be read: No such file"),
        (
            ["price", "--model", "m", "--input", "1", "--rates", "missing.toml"],
            "missing.toml: cannot be read: No such file or directory",
        ),
        (["rates", "show", "gpt-5.4-minni"], "no provider lists 'gpt-5.4-minni'; did you mean"),
        (["rates", "list", "--provider", "opnai"], "unknown provider 'opnai'; did you mean"),
        (
            ["compare", "gpt-4o", "--input", "1", "--output", "1", "--mix", "gpt-4o=50%"],
            "--mix: the shares add up to 50%, not to 100%",
        ),
        (
            ["compare", "gpt-4o", "--input", "1", "--output", "1", "--cached-share", "150%"],
            "'150%' is not a share such as 75%",
        ),
    ],
)
def test_a_mistake_is_one_sentence(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("untagged-llm: ")
    assert message in shown.err
    assert shown.err.count("\n") == 1


def test_an_unknown_model_is_told_with_the_nearest_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["price", "--model", "gpt-5.4-minni", "--input", "1000"]) == 1
    assert capsys.readouterr().out == (
        "total - (unpriced, card 2026-11-21.1)\n"
        "no provider lists 'gpt-5.4-minni'; nearest names: gpt-5.4-mini, gpt-5-mini, gpt-4o-mini\n"
    )


def test_others_prices_become_an_overlay_and_conflicts_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "prices.json"
    source.write_text(json.dumps(LITELLM))
    assert main(["rates", "import", str(source)]) == 0
    shown = capsys.readouterr()
    assert shown.err == (
        "openai  gpt-5.4  standard  output  $15.00  ->  $16.00  +6.7%\n"
        "1 models we do not have, 1 we have; 1 numbers differ from ours\n"
    )
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(shown.out)
    words = ["price", "--provider", "xai", "--model", "grok-9", "--rates", str(overlay)]
    assert main([*words, "--input", "200000"]) == 0
    assert "total $0.40" in capsys.readouterr().out


def test_dated_prices_are_imported_with_their_dates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "data.json"
    source.write_text(json.dumps(GENAI))
    assert main(["rates", "import", str(source), "--only-new"]) == 0
    assert (
        capsys.readouterr().out
        == """\
[[entry]]
provider = "x_ai"
model = "grok-9"
valid_to = 2026-09-01T00:00:00Z

    [[entry.price]]
    input = "1"
    sources = ["genai-prices"]
    confidence = "single"

[[entry]]
provider = "x_ai"
model = "grok-9"
valid_from = 2026-09-01T00:00:00Z

    [[entry.price]]
    input = "2"
    sources = ["genai-prices"]
    confidence = "single"

    [[entry.price]]
    when = { context = ">= 200000" }
    input = "4"
    sources = ["genai-prices"]
    confidence = "single"

"""
    )


def test_a_file_of_no_known_format_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "prices.json"
    source.write_text("{}")
    assert main(["rates", "import", str(source)]) == 2
    assert "is neither the data of genai-prices" in capsys.readouterr().err


def test_the_bundled_card_is_clean_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rates", "list", "--provider", "cohere", "--at", "2026-11-21"]) == 0
    assert ["cohere", "rerank-v3.5", "-", "-", "-", "active"] in [
        line.split() for line in capsys.readouterr().out.splitlines()
    ]
    assert main(["rates", "show", "gpt-5.4", "--provider", "openai"]) == 0
    assert "tier batch, context > 272000" in capsys.readouterr().out


def test_files_can_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, price in (("a", "1"), ("b", "1.5")):
        (tmp_path / f"{name}.toml").write_text(
            f'provider = "acme"\n[[entry]]\nmodel = "m"\n[[entry.price]]\ninput = "{price}"\n'
        )
    assert main(["rates", "diff", str(tmp_path / "a.toml"), str(tmp_path / "b.toml")]) == 1
    assert "acme  m  standard  input  $1.00  ->  $1.50  +50.0%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "total", "status"),
    [
        ({"batch": True}, "0.00125", "priced"),
        ({"serviceTier": "flex"}, "0.00125", "priced"),
        ({"gateway_cache_hit": True}, "0", "free"),
        ({"trafficType": "PROVISIONED_THROUGHPUT"}, "0", "free"),
        ({"data_residency": "eu"}, "0.00275", "priced"),
    ],
)
def test_a_line_names_its_terms_as_the_provider_does(
    options: dict[str, object], total: str, status: str
) -> None:
    line = {
        "provider": "openai",
        "model": "gpt-5.4",
        "at": "2026-11-20",
        "usage": {"input_tokens": 1000},
        "options": options,
    }
    answer = price_line(RateCard.bundled(), line)
    assert (answer["total"], answer["status"]) == (total, status)
