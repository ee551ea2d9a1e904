"""How many examples a property test tries: where each is dear, a share of what the profile says."""

from __future__ import annotations

from hypothesis import settings


def share(part: float) -> int:
    """So many of the profile's examples: a hundred times as many in `make soak`."""
    return max(1, round(settings().max_examples * part))
