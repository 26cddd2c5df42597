"""The fixer as a codemod of LibCST, for those who run their codemods with its tool:

python -m libcst.tool codemod -x untagged_llm.fix.codemod.AddOwnershipCommand src
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from libcst import parse_module
from libcst.codemod import CodemodCommand, SkipFile

from untagged_llm.checking import Options
from untagged_llm.fix.plan import Plan
from untagged_llm.fix.run import Request, fix_text, safe_only, unsafe_too

if TYPE_CHECKING:
    import argparse

    from libcst import Module
    from libcst.codemod import CodemodContext


class AddOwnershipCommand(CodemodCommand):
    """Adds the owner to LLM clients and calls that have none, with values from the repository."""

    DESCRIPTION = "Add the owner to LLM clients and calls that have none."

    def __init__(self, context: CodemodContext, unsafe_fixes: bool = False) -> None:
        super().__init__(context)
        self._request = Request(Plan(), unsafe_too if unsafe_fixes else safe_only)

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        arg_parser.add_argument(
            "--unsafe-fixes", action="store_true", help="also make fixes that need a look"
        )

    def transform_module_impl(self, tree: Module) -> Module:
        """The module with every owner that can be given."""
        path = self.context.filename
        if path is None:
            raise SkipFile("a file's owner follows from its name, and this one has none")
        files = fix_text(path, tree.bytes, Options(), self._request).files
        return parse_module(files[0].data) if files else tree
