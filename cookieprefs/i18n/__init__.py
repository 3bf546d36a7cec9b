"""Whether everything is said in every language: the interface's own words, and those of the operator's site."""
