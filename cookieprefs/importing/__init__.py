"""Another tool's configuration, read into a draft of `site.yaml` with what it could not say marked in words."""
