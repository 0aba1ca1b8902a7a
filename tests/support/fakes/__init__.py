"""In-memory fakes of the ports; contract tests hold them to the real ones."""
