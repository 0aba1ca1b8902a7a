"""Tools of lesson authors: read the YAML sources, check every rule, play every task, build packs."""
