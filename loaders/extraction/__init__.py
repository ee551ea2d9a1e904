"""From text to claims: languages, gazetteers, rules, dates, coreference."""
