"""The publishers' side: keys, signing, the repository, sticks."""
