// Where do sources compete about one thing, and who is on which side?
// $subject: addresses of entities, or null where it is not given.
MATCH (subject:Traslado)-[fact {disputed: true}]->(object:Traslado)
WHERE fact.unit = subject.unit AND ($subject IS NULL OR subject.iri IN $subject)
RETURN subject.label AS subjectName, coalesce(fact.aspect, split(fact.predicate, '#')[1]) AS about,
       object.label AS side, fact.strength AS strength, subject.identity AS identity, fact.origins AS origins,
       fact.claims AS claims, fact.denials AS denials, subject.iri AS subject, [fact.iri] AS facts
