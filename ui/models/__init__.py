"""Table models and sorting: rows in, cells out."""
