"""The parts of `loaders.reader`: bytes to text, sidecars, web pages, PDFs, fetching."""
