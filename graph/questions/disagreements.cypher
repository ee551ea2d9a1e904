// Where do sources disagree, who is on which side, and how could it be settled?
// $subject: addresses of entities; $kind: a kind of disagreement; null where they are not given.
MATCH (disagreement:Traslado:Disagreement)-[:SIDE]->(side:Traslado:Side)
WHERE ($kind IS NULL OR disagreement.kind IN $kind) AND ($subject IS NULL OR EXISTS {
  MATCH (disagreement)-[:ABOUT]->(subject:Traslado) WHERE subject.iri IN $subject
})
CALL (disagreement) {
  MATCH (disagreement)-[:ABOUT]->(subject:Traslado)
  WITH subject.label AS name
  ORDER BY name
  RETURN reduce(list = null, name IN collect(name) | coalesce(list + '; ', '') + name) AS subjectName
}
CALL (side) {
  OPTIONAL MATCH (side)-[:SAYS]->(entity:Traslado)
  WITH entity.label AS name
  ORDER BY name
  RETURN reduce(list = null, name IN collect(name) | coalesce(list + '; ', '') + name) AS entities
}
CALL (side) {
  MATCH (side)-[:SAID_BY]->(claim:Traslado:Claim)
  RETURN collect(claim.iri) AS sideClaims
}
RETURN subjectName, disagreement.kind AS kind, side.concerns AS concerns,
       coalesce(side.value + ': ' + entities, side.value, entities) AS side, side.strength AS strength,
       side.documents AS documents, side.origins AS origins, side.speakers AS speakers, side.publishers AS publishers,
       side.superseded AS superseded, disagreement.confirmed AS agrees, disagreement.expected AS expected,
       disagreement.settled_by AS settle, disagreement.iri AS disagreement, side.facts AS facts, sideClaims
