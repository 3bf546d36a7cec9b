"""How often one address may ask for a yes, or tell of a banner: both are open to anyone's writing (R-26)."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time

from flask import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from cookieprefs.settings import Settings

YES_PER_MINUTE = 60
BANNERS_PER_MINUTE = 120
"""Many visitors of one office have one address, and who has not answered yet opens several pages."""


class TooManyError(Exception):
    """An address asked too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests; try again in {retry_after} s")
        self.retry_after = retry_after


class AddressLimit:
    """Counts what comes from each address. Addresses are kept as keyed hashes, in memory, for a minute."""

    def __init__(self, settings: Settings, secret_key: str, per_minute: int) -> None:
        self._settings = settings
        self._secret = secret_key.encode()
        self._item = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, request: Request) -> None:
        """Count a request. Raises `TooManyError` where there were too many within a minute."""
        address = request.remote_addr or ""
        if self._is_everybody(address):
            return
        key = hmac.new(self._secret, address.encode(), hashlib.sha256).hexdigest()
        if not self._limiter.hit(self._item, key):
            stats = self._limiter.get_window_stats(self._item, key)
            raise TooManyError(max(1, int(stats.reset_time - time.time()) + 1))

    def _is_everybody(self, address: str) -> bool:
        """Whether a proxy hides who is who: behind one that is not declared, all visitors share its address."""
        if self._settings.public_url is None or self._settings.proxy_hops:
            return False
        try:
            return ipaddress.ip_address(address).is_private
        except ValueError:
            return True


class YesLimit(AddressLimit):
    """Counts yeses by address. A no is never counted nor refused (DESIGN 7)."""

    def __init__(self, settings: Settings, secret_key: str, per_minute: int = YES_PER_MINUTE) -> None:
        super().__init__(settings, secret_key, per_minute)
