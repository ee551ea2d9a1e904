// The evidence beside every answer: the claims of facts, each with its words, its document and its speaker.
// $fact: addresses of facts.
UNWIND $fact AS fact
MATCH (claim:Traslado:Claim {fact: fact})-[:QUOTED_FROM]->(document:Traslado:Document)
OPTIONAL MATCH (claim)-[:SPEAKER]->(speaker:Traslado)
RETURN fact, claim.iri AS claim, document.iri AS document, claim.modality AS modality, speaker.label AS speakerName,
       claim.quote AS quote, claim.prefix AS prefix, claim.suffix AS suffix, document.label AS title,
       document.publisher AS publisher, document.published AS published, document.url AS url, document.kind AS kind,
       document.origin AS origin, claim.cites AS cites, claim.sources AS sources,
       claim.confirmed AS confirmed, document.correction AS correction
