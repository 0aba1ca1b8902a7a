"""The narrator and the sounds of the screen."""
