"""## What it does

Reports a file that could not be read or parsed, with the line that is to blame. The other files
are still checked, and the run ends with exit code 3.

## Why is this bad

A file that nobody looked at may hold any number of clients without an owner. Silence about it
would read as "clean".

## Example

```text
reports/legacy.py:12:9: ULM000 cannot be parsed: invalid syntax
```

## Use instead

Mend the file, declare its encoding, or name it in `exclude` when it is not Python that runs.

## Options

- `exclude`, `extend-exclude`: paths that are not checked.

## Fix safety

There is no automatic fix.

## References

- [Exit codes](../output.md)
"""

from untagged_llm.rules.rule import Rule, emitted_elsewhere

RULE = Rule(
    code="ULM000",
    name="unreadable-file",
    summary="File cannot be read or parsed",
    default=True,
    problems=emitted_elsewhere,
)
