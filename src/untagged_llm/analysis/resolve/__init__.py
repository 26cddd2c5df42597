"""Follow LLM clients through a program's syntax trees and yield its sites.

`scopes` turns a tree into names and where they are bound; `engine` is the abstract
interpreter over it; `sites` turns what it learns into `Site`s. No rule, no policy in here.
"""
