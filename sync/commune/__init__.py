"""The commune's end: takes events in, keeps them, shows staff who came. ``python -m sync.commune`` runs it."""
