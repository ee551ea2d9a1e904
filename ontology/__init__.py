"""What the graph can say: classes, properties, taxonomy, shapes and reference data."""
