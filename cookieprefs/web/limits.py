"""How often one address may ask for a yes, or tell of a banner: both are open to anyone's writing (R-26)."""

from __future__ import annotations

import hmac
import ipaddress
import math
import threading
import time

from flask import Request

from cookieprefs.settings import Settings

YES_PER_MINUTE = 60
BANNERS_PER_MINUTE = 120
"""Many visitors of one office have one address, and who has not answered yet opens several pages."""

_MINUTE = 60.0


class TooManyError(Exception):
    """An address asked too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests; try again in {retry_after} s")
        self.retry_after = retry_after


class LastMinute:
    """When each key was counted within the last minute. Who is silent for two is forgotten. Any thread may ask.

    There is one for each of thousands of addresses, so nothing ever goes through all of them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._turned_at = 0.0
        self._present: dict[bytes, list[float]] = {}
        self._before: dict[bytes, list[float]] = {}

    def __len__(self) -> int:
        return len(self._present) + len(self._before)

    def count(self, key: bytes, now: float) -> float:
        """Count one more at `now`, in seconds: 0, or how long it takes until one more counts again."""
        with self._lock:
            self._forget(now)
            times = self._present.setdefault(key, self._before.pop(key, []))
            while times and times[0] <= now - _MINUTE:
                del times[0]
            if len(times) >= self._most:
                return times[0] + _MINUTE - now if times else _MINUTE
            times.append(now)
            return 0.0

    def _forget(self, now: float) -> None:
        """Once a minute let go of those who have not come since the last time."""
        if now - self._turned_at >= _MINUTE:
            self._before = self._present if now - self._turned_at < 2 * _MINUTE else {}
            self._present, self._turned_at = {}, now


class AddressLimit:
    """Counts what comes from each address. Addresses are kept as keyed hashes, in memory, for two minutes."""

    def __init__(self, settings: Settings, secret_key: str, per_minute: int) -> None:
        self._settings = settings
        self._secret = secret_key.encode()
        self.kept = LastMinute(per_minute)

    def count(self, request: Request) -> None:
        """Count a request. Raises `TooManyError` where there were too many within a minute."""
        address = request.remote_addr or ""
        if self._is_everybody(address):
            return
        key = hmac.digest(self._secret, _household(address).encode(), "sha256")
        if wait := self.kept.count(key, time.monotonic()):
            raise TooManyError(max(1, math.ceil(wait)))

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


def _household(address: str) -> str:
    """The address, and of IPv6 the 64 bits of its network: whoever has one address there has all of them."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return found.packed[:8].hex()
