"""The rules, pure: standard library only, no I/O; time, ids and randomness are arguments."""
