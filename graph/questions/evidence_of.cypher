// Which claims are about an entity, with which words, in which document, and who says it?
// $about: addresses of entities; $claim: addresses of claims; each null where it is not given.
CALL () {
  UNWIND $about AS iri
  MATCH (:Traslado {iri: iri})<-[:SUBJECT|OBJECT|SPEAKER]-(claim:Traslado:Claim)
  WHERE $claim IS NULL OR claim.iri IN $claim
  RETURN claim
  UNION
  UNWIND $claim AS iri
  MATCH (claim:Traslado:Claim {iri: iri})
  WHERE $about IS NULL
  RETURN claim
}
MATCH (claim)-[:SUBJECT]->(subject:Traslado), (claim)-[:OBJECT]->(object:Traslado)
// A tie that holds both ways is one fact, in whichever direction the claim says it.
MATCH (subject)-[fact {iri: claim.fact}]-(object)
MATCH (claim)-[:QUOTED_FROM]->(document:Traslado:Document)
OPTIONAL MATCH (claim)-[:SPEAKER]->(speaker:Traslado)
RETURN subject.label AS subjectName, split(claim.predicate, '#')[1] AS relation, object.label AS objectName,
       claim.modality AS strength, claim.status AS status, claim.when AS when, claim.count AS count,
       speaker.label AS speakerName, document.publisher AS publisher, document.published AS published,
       document.label AS title, claim.quote AS quote, fact.documents AS documents, fact.origins AS origins, fact.speakers AS speakers, subject.identity AS identity,
       subject.iri AS subject, claim.iri AS claim, document.iri AS document, [fact.iri] AS facts
