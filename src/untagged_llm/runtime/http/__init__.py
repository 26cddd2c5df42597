"""SDKs that speak through httpx, httpx2 or aiohttp: where their requests are stamped and metered."""
