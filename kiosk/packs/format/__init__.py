"""What a pack is: manifest, paths, reading and judging its files."""
