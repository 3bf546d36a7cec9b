"""A backup of a SQLite ledger with the operator's files, in one file; and putting it back."""
