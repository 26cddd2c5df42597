"""The language server: diagnostics for Python files as they are typed, their fixes, and hovers
that explain."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from untagged_llm import __version__, policy
from untagged_llm.checking import Options, Outcome, check_text
from untagged_llm.checking.trace import explained, sites_at
from untagged_llm.fix import inference
from untagged_llm.policy import ConfigError, catalog
from untagged_llm.reporters.reported import reported, severity
from untagged_llm.sdks import RegistryError
from untagged_llm.suppress import BaselineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pygls.workspace import TextDocument

    from untagged_llm.fix.actions import Action
    from untagged_llm.model import Finding, Place, Range, Related

NAME = "untagged-llm"
OPTIONS = Options()
MISTAKES = (ConfigError, RegistryError, BaselineError)


class Server(LanguageServer):
    """A language server that remembers what it last said of each open document."""

    def __init__(self) -> None:
        super().__init__(NAME, __version__)
        self.outcomes: dict[str, Outcome | None] = {}

    def publish(self, uri: str) -> None:
        """Check a document as it stands in the editor, and say so."""
        document = self.workspace.get_text_document(uri)
        try:
            outcome = check_text(path_of(uri), document.source.encode("utf-8", "replace"))
        except MISTAKES as error:
            self.outcomes[uri] = None
            self._send(document, [_mistake(error)])
            return
        self.outcomes[uri] = outcome
        self._send(document, [_diagnostic(each, document) for each in reported(outcome.report)])

    def _send(self, document: TextDocument, diagnostics: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, diagnostics, document.version)
        )


server = Server()


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Check what was opened."""
    server.publish(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Check what was typed."""
    server.publish(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
def did_save(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Check every open document anew: the saved one may be what the others import."""
    _check_all(server)


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
def did_change_watched_files(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Check anew after a change outside the editor, to a configuration for one."""
    _check_all(server)


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Take back what was said."""
    server.outcomes.pop(params.text_document.uri, None)
    server.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(params.text_document.uri, [])
    )


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """Who owns the site under the cursor, and how that was found out."""
    outcome = server.outcomes.get(params.text_document.uri)
    here = sites_at(outcome, params.position.line + 1) if outcome else []
    if not outcome or not here:
        return None
    text = "\n\n".join("\n".join(explained(judged, outcome)) for judged in here)
    return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, text))


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
)
def code_action(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The fixes of what is found on the lines, and the fix of everything that is safe."""
    from untagged_llm.fix.actions import actions, everything

    document = server.workspace.get_text_document(params.text_document.uri)
    outcome = server.outcomes.get(document.uri)
    path, wanted = path_of(document.uri), params.context.only or []
    if outcome is None or path.endswith(".ipynb"):
        return []
    offered: list[Action] = []
    if _asked_for(types.CodeActionKind.QuickFix, wanted):
        lines = params.range.start.line + 1, params.range.end.line + 1
        offered += actions(path, document.source, outcome, lines, OPTIONS)
    if types.CodeActionKind.SourceFixAll in wanted:
        every = everything(path, document.source, OPTIONS)
        offered += [every] if every else []
    return [_code_action(each, document) for each in offered]


def path_of(uri: str) -> str:
    """A document's path, relative to the working directory where that is possible."""
    path = uris.to_fs_path(uri) or "untitled.py"
    relative = os.path.relpath(path)
    return (path if relative.startswith(os.pardir) else relative).replace(os.sep, "/")


def _check_all(server: Server) -> None:
    for module in (policy, catalog, inference):
        module.forget()
    for uri in list(server.outcomes):
        server.publish(uri)


def _asked_for(kind: types.CodeActionKind, wanted: Sequence[str]) -> bool:
    return not wanted or kind in wanted


def _code_action(action: Action, document: TextDocument) -> types.CodeAction:
    edits = [
        types.TextEdit(
            types.Range(types.Position(each.first, 0), types.Position(each.last, 0)), each.text
        )
        for each in action.replacements
    ]
    finding = action.finding
    return types.CodeAction(
        title=action.title,
        kind=types.CodeActionKind.QuickFix if finding else types.CodeActionKind.SourceFixAll,
        diagnostics=[_diagnostic(finding, document)] if finding else None,
        is_preferred=action.safe,
        edit=types.WorkspaceEdit(changes={document.uri: edits}),
    )


def _diagnostic(finding: Finding, document: TextDocument) -> types.Diagnostic:
    levels = {
        "error": types.DiagnosticSeverity.Error,
        "warning": types.DiagnosticSeverity.Warning,
    }
    codec = document.position_codec
    return types.Diagnostic(
        range=codec.range_to_client_units(document.lines, _range(finding.range)),
        message=finding.message,
        severity=levels[severity(finding.code)],
        code=finding.code,
        source=NAME,
        related_information=[_related(each) for each in finding.related] or None,
    )


def _related(related: Related) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(_location(related.place), related.message)


def _location(place: Place) -> types.Location:
    uri = uris.from_fs_path(os.path.abspath(place.path)) or ""  # noqa: PTH100
    return types.Location(uri, _range(place.range))


def _range(span: Range) -> types.Range:
    return types.Range(
        types.Position(span.line - 1, span.column - 1),
        types.Position(span.end_line - 1, span.end_column - 1),
    )


def _mistake(error: Exception) -> types.Diagnostic:
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=types.Range(start, start),
        message=str(error),
        severity=types.DiagnosticSeverity.Error,
        code="configuration",
        source=NAME,
    )
