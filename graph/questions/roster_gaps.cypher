// How many people is a transfer said to have had, how many are named, and how many remain unnamed?
// $transfer: addresses of entities, or null where it is not given.
MATCH (transfer:Traslado:Transfer)-[count:PEOPLE_COUNT]->(value:Traslado:Value)
WHERE count.strength <> 'denied' AND ($transfer IS NULL OR transfer.iri IN $transfer)
CALL (transfer) {
  MATCH (transfer)<-[handover:TRANSFERRED_IN]-(person:Traslado:Person)
  WHERE handover.strength <> 'denied'
  RETURN count(DISTINCT person) AS named,
         count(DISTINCT CASE WHEN NOT person.identity IN ['full name', 'reviewed'] THEN person END) AS uncertain
}
CALL (transfer) {
  MATCH (transfer)-[fact:SEALED_NAMES]->(number:Traslado:Value)
  RETURN collect(DISTINCT number.value) AS sealed, collect(DISTINCT fact.iri) AS sealedFacts
}
RETURN transfer.label AS transferName, value.number AS said, named, uncertain,
       CASE WHEN value.number > named THEN value.number - named ELSE 0 END AS unnamed, sealed,
       count.strength AS strength, count.documents AS documents, count.origins AS origins, count.speakers AS speakers, count.disputed AS disputed, transfer.iri AS transfer,
       [count.iri] + sealedFacts AS facts
