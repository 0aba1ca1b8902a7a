"""The guided visit: a whole evening played on the real application by real touches."""
