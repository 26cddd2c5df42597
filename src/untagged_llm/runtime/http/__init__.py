"""SDKs that send through httpx, httpx2 or aiohttp: where requests are stamped and metered."""
