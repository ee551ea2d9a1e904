// Who said first what a claim says, who repeats it, and do all who say it lead to one speaker?
// $given: addresses of claims.
MATCH (given:Traslado:Claim)
WHERE given.iri IN $given
WITH DISTINCT given.fact AS iri
MATCH (:Traslado:Claim {fact: iri})-[:SUBJECT]->(said:Traslado)
WITH DISTINCT iri, said
// A tie that holds both ways is one fact, in whichever direction the claim says it.
MATCH (said)-[fact {iri: iri}]-(:Traslado)
WITH DISTINCT fact, startNode(fact) AS subject
CALL (fact) {
  MATCH (saying:Traslado:Claim {fact: fact.iri})-[:QUOTED_FROM]->(source:Traslado:Document)
  WHERE saying.modality <> 'denied'
  OPTIONAL MATCH (saying)-[:SPEAKER]->(who:Traslado)
  RETURN min(source.published) AS earliest, count(DISTINCT saying) AS sayings,
         count(DISTINCT CASE WHEN who IS NOT NULL THEN saying END) AS quotings, count(DISTINCT who) AS quoted
}
MATCH (claim:Traslado:Claim {fact: fact.iri})-[:QUOTED_FROM]->(document:Traslado:Document)
OPTIONAL MATCH (claim)-[:SPEAKER]->(speaker:Traslado)
RETURN DISTINCT document.published AS published, document.publisher AS publisher, speaker.label AS speakerName,
       coalesce(document.published = earliest, false) AND claim.modality <> 'denied' AS first,
       CASE WHEN claim.modality = 'reported' AND speaker IS NOT NULL THEN 'attributed' ELSE claim.modality END AS strength,
       claim.quote AS quote, document.label AS title, document.kind AS kind, document.origin AS origin,
       fact.documents AS documents, fact.origins AS origins, fact.speakers AS speakers,
       quoted = 1 AND quotings = sayings AS oneSpeaker, subject.identity AS identity, claim.iri AS claim,
       document.iri AS document, [fact.iri] AS facts
