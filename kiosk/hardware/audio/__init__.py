"""Playing and recording: machine voice, recorded voices, samples."""
