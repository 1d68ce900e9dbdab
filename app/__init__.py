"""The case register without its window: no module below here imports Qt."""
