"""The operator's shell."""
