// What is said of a case: its defendants, and its stages and plans in the order of their dates?
// $wantedDocket: its number; $wantedCourt, $person: addresses of entities; each null where it is not given.
MATCH (person:Traslado:Person)<-[:SUBJECT]-(claim:Traslado:Claim)-[:OBJECT]->(object:Traslado)
WHERE ($person IS NULL OR person.iri IN $person) AND coalesce(person.part, '') <> 'victim'
  AND ($wantedDocket IS NULL OR toLower(claim.case) = toLower($wantedDocket[0]))
OPTIONAL MATCH (claim)-[:COURT]->(court:Traslado)
WITH *
WHERE (court IS NOT NULL OR claim.case IS NOT NULL) AND ($wantedCourt IS NULL OR court.iri IN $wantedCourt)
MATCH (person)-[fact {iri: claim.fact}]->(object)
RETURN DISTINCT court.label AS courtName, claim.case AS docket, person.label AS personName, claim.when AS when,
       split(claim.predicate, '#')[1] AS relation, object.label AS step,
       coalesce(claim.aspect = 'scheduled', false) AS planned,
       CASE WHEN claim.modality = 'reported' AND EXISTS { (claim)-[:SPEAKER]->() } THEN 'attributed'
         ELSE claim.modality END AS strength,
       person.identity AS identity, fact.documents AS documents, fact.origins AS origins,
       fact.speakers AS speakers, fact.denials AS denials, person.iri AS person,
       court.iri AS court, [fact.iri] AS facts
