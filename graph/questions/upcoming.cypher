// Which steps of cases are planned: hearings, pleas, sentences of which no document loaded says that they were held?
// $from, $to: dates; $person: addresses of entities; each null where it is not given.
MATCH (person:Traslado:Person)-[fact:CASE_STEP {aspect: 'scheduled'}]->(plan:Traslado:Value)
WHERE ($person IS NULL OR person.iri IN $person) AND coalesce(person.part, '') <> 'victim'
MATCH (claim:Traslado:Claim {fact: fact.iri})
WHERE claim.modality <> 'denied'
OPTIONAL MATCH (claim)-[:COURT]->(court:Traslado)
WITH *, split(claim.when, '/') AS ends
WITH *, CASE ends[0] WHEN '..' THEN ends[1] ELSE ends[0] END AS start,
     CASE ends[-1] WHEN '..' THEN '9999' ELSE ends[-1] END AS end
WHERE ($from IS NULL OR end >= left($from[0], size(end))) AND ($to IS NULL OR left(start, size($to[0])) <= $to[0])
RETURN DISTINCT claim.when AS when, person.label AS personName, court.label AS courtName, claim.case AS docket,
       plan.value AS plan, fact.strength AS strength, person.identity AS identity, fact.documents AS documents, fact.origins AS origins,
       fact.speakers AS speakers,
       fact.denials AS denials, person.iri AS person, court.iri AS court, [fact.iri] AS facts
