"""SDKs that want to be told in their own way: a module each, with `tag(client, tags)`.

A module is imported when such a client is tagged or guarded, so it may import its SDK.
"""
