"""The rate card beside the code: what a site's model costs, what a change of model changes."""

from __future__ import annotations

from untagged_llm.siteprices.changes import Change, changes
from untagged_llm.siteprices.quote import Quote, quote
from untagged_llm.siteprices.summary import markdown

__all__ = ["Change", "Quote", "changes", "markdown", "quote"]
