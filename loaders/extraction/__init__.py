"""From text to claims, English and Spanish: deterministic, offline, with rules kept as data.

The stages, each a module, in the order in which a text passes through them::

    text        folding with the same offsets, paragraphs, sentences
    language    which of the two languages a paragraph is in
    mention     gazetteers and forms of names: organizations, authorities, places, prisons, courts, laws
    charge      charges by their names
    candidate, registry, person     who is named, and which short forms are whose
    quotation, number, date         nicknames, counts, dates
    reader, line    a sentence becomes a line of words and nodes
    anaphor, naming, people_list    pronouns, nicknames, lists
    pattern, cascade, phrase        rules rewrite the line: a phrase gives way to a node
    attachment, ownership           each phrase finds its person
    standing        whether a sentence asks, denies or takes back what it says
    event, event_likeness, roster   which handing over is meant, and who is listed for it
    claiming, draft, part           claims, entities, what is made of each person

`rules/*.toml` are the rules with their test sentences; `lexicon/` the words that they speak of. `extractor.extract`
is the only door in.
"""
