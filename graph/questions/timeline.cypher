// What is said to have happened when?
// $about, $transfer: addresses of entities, or null where they are not given.
MATCH (subject:Traslado)-[fact]->(object:Traslado)
WHERE fact.traslado AND fact.strength <> 'denied' AND coalesce(subject.part, '') <> 'victim'
  AND (fact.when IS NOT NULL OR type(fact) = 'DATE')
  AND ($about IS NULL OR subject.iri IN $about OR object.iri IN $about)
  AND ($transfer IS NULL OR subject.iri IN $transfer OR EXISTS {
    MATCH (subject)-[:TRANSFERRED_IN]->(wanted:Traslado:Transfer) WHERE wanted.iri IN $transfer
  })
UNWIND coalesce(fact.when, []) + CASE type(fact) WHEN 'DATE' THEN [object.value] ELSE [] END AS when
RETURN DISTINCT when, subject.label AS subjectName, split(fact.predicate, '#')[1] AS relation,
       object.label AS objectName, fact.strength AS strength, subject.identity AS identity, fact.documents AS documents, fact.origins AS origins, fact.speakers AS speakers,
       fact.disputed AS disputed, subject.iri AS subject, [fact.iri] AS facts
