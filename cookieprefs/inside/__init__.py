"""What is wrong with an installation, seen by itself: its files, its database, its site, its ledger."""
