"""The starter site: the files that an empty instance is given, so that something real runs at once."""
