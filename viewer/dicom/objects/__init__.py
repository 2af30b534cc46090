"""Objects that are not plain images: documents, tables, signals."""
