"""`python -m untagged_llm` is the command line."""

from __future__ import annotations

import sys

from untagged_llm.cli import main

if __name__ == "__main__":
    sys.exit(main())
