"""Queries that users write: guarded by a tokenizer, run in worker processes that are killed when they overrun."""
