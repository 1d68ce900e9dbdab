"""The kit: every screen is built from these and from nothing else."""
