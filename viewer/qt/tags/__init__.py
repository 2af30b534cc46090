"""The tag browser: whole data sets, searched and compared."""
