"""The USB importer: a short process without network that installs packs from a stick."""
