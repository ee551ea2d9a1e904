// The replies beside every answer: of the documents of claims, and of whom the claims are about.
// $fact: addresses of facts.
MATCH (target:Traslado)-[:REPLY]->(reply:Traslado:Reply)
MATCH (claim:Traslado:Claim)-[:QUOTED_FROM|SUBJECT|OBJECT]->(target)
WHERE claim.fact IN $fact
OPTIONAL MATCH (reply)-[:REPLY_DOCUMENT]->(document:Traslado:Document)
RETURN DISTINCT claim.iri AS claim, reply.iri AS reply, reply.label AS title, reply.words AS words, reply.url AS url,
       reply.publisher AS publisher, reply.published AS published, document.iri AS document
