// What is said by documents that were loaded, read anew or resolved anew since a day, or an entry of the journal, and
// which documents no longer count since?
// $since: a date; $after: an entry of the journal; $about: addresses of entities; each null where it is not given.
MATCH (document:Traslado:Document)<-[:QUOTED_FROM]-(claim:Traslado:Claim)
WHERE ($since IS NULL OR left(document.changed, size($since[0])) >= $since[0])
  AND ($after IS NULL OR document.sequence > toInteger($after[0]))
MATCH (subject:Traslado)<-[:SUBJECT]-(claim)-[:OBJECT]->(object:Traslado)
WHERE coalesce(subject.part, '') <> 'victim'
  AND ($about IS NULL OR subject.iri IN $about OR object.iri IN $about
       OR EXISTS { MATCH (claim)-[:SPEAKER]->(speaker:Traslado) WHERE speaker.iri IN $about })
// A tie that holds both ways is one fact, in whichever direction the claim says it.
MATCH (subject)-[fact {iri: claim.fact}]-(object)
RETURN DISTINCT left(document.changed, 10) AS changed, subject.label AS subjectName,
       split(claim.predicate, '#')[1] AS relation, object.label AS objectName,
       CASE WHEN claim.modality = 'reported' AND EXISTS { (claim)-[:SPEAKER]->() } THEN 'attributed'
         ELSE claim.modality END AS strength,
       document.publisher AS publisher, document.published AS published, document.label AS title,
       subject.identity AS identity, fact.documents AS documents, fact.origins AS origins,
       fact.speakers AS speakers, fact.denials AS denials, subject.iri AS subject,
       document.iri AS document, [fact.iri] AS facts
UNION
MATCH (withdrawal:Traslado:Withdrawal)
WHERE ($since IS NULL OR left(withdrawal.changed, size($since[0])) >= $since[0])
  AND ($after IS NULL OR withdrawal.sequence > toInteger($after[0]))
OPTIONAL MATCH (subject:Traslado)-[:WITHDRAWAL]->(withdrawal)
WHERE $about IS NULL OR subject.iri IN $about
WITH withdrawal, subject WHERE $about IS NULL OR subject IS NOT NULL
RETURN DISTINCT left(withdrawal.changed, 10) AS changed, subject.label AS subjectName,
       'withdrawn' AS relation, null AS objectName, null AS strength,
       null AS publisher, null AS published, null AS title,
       null AS identity, null AS documents, null AS origins,
       null AS speakers, null AS denials, subject.iri AS subject,
       withdrawal.withdrawn AS document, [] AS facts
