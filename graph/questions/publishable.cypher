// What is to be checked before what is said of a person is published?
// $person: addresses of entities; $before: the date before which what was last said is old.
MATCH (person:Traslado:Person)-[fact]-(:Traslado)
WHERE person.iri IN $person AND coalesce(person.part, '') <> 'victim' AND fact.strength IS NOT NULL
CALL (fact, person) {
  MATCH (claim:Traslado:Claim {fact: fact.iri})-[:QUOTED_FROM]->(document:Traslado:Document)
  OPTIONAL MATCH (document)-[:REPLY]->(toDocument:Traslado:Reply)
  OPTIONAL MATCH (person)-[:REPLY]->(toPerson:Traslado:Reply)
  RETURN count(DISTINCT CASE document.kind WHEN 'reply' THEN document END)
           + count(DISTINCT toDocument) + count(DISTINCT toPerson) AS replies,
         count(DISTINCT CASE WHEN claim.modality <> 'denied' AND NOT document.kind IN ['blog', 'table', 'reply', 'other']
           THEN document END) AS strong
}
WITH *, startNode(fact) AS subject, endNode(fact) AS object, fact.last_published AS lastSaid
RETURN DISTINCT [warning IN [
         CASE WHEN fact.origins < 2 THEN 'one origin' END,
         CASE WHEN strong = 0 THEN 'weak kind of source' END,
         CASE WHEN NOT person.identity IN ['full name', 'reviewed'] THEN 'uncertain identity' END,
         CASE WHEN $before IS NOT NULL AND lastSaid < left($before[0], size(lastSaid)) THEN 'old' END,
         CASE WHEN lastSaid IS NULL THEN 'undated' END,
         CASE WHEN fact.denials > 0 THEN 'denied' END,
         CASE WHEN replies > 0 THEN 'replied to' END,
         CASE WHEN fact.disputed THEN 'disputed' END
       ] WHERE warning IS NOT NULL] AS warnings,
       subject.label AS subjectName, split(fact.predicate, '#')[1] AS relation, object.label AS objectName,
       fact.status AS status, fact.strength AS strength, subject.identity AS identity, fact.documents AS documents, fact.origins AS origins,
       fact.speakers AS speakers, fact.denials AS denials, replies, lastSaid, subject.iri AS subject, [fact.iri] AS facts
