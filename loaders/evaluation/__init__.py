"""How well the extractor reads: what it says of a text against what annotators read there.

The modules, in the order in which they are used::

    gold         the annotations of one document, and its text
    alignment    which entity of the extractor is which of the annotators
    comparison   which claims agree, which are missed, which are invented: one document
    score        precision, recall and shares, over many documents
    evaluation   a folder of annotations from file to score

Nothing here extracts but `evaluation`, and nothing prints.
"""
