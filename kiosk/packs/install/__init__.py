"""Installing packs: TUF verification, staging, switching the pointer, rolling back."""
