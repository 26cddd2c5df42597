"""What runs inside the guarded service: owners on requests, usage off responses.

`from untagged_llm import tag, owner, guard, limit, configure` is the way in. It uses the same
policy, registry and rate card as the checker, and nothing that the guarded code does not have.
"""
