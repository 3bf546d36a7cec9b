"""Where versions, snapshots and records are kept: takes and returns core values, never commits."""
