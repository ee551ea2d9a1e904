"""Tables of a dataset, whatever they are about: CSV with offsets, datapackage.json, checks of cells."""
