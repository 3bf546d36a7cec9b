"""What keeps a backup from being made, or from being put back."""

from __future__ import annotations


class BackupError(Exception):
    """A failure as a sentence for the operator: what is wrong, and what to do."""
