// Which transfers are there, how many people are they said to have had, and how many are named?
// $transfer: addresses of entities, or null where it is not given.
MATCH (transfer:Traslado:Transfer)
WHERE $transfer IS NULL OR transfer.iri IN $transfer
OPTIONAL MATCH (transfer)-[count:PEOPLE_COUNT]->(said:Traslado:Value)
CALL (transfer) {
  MATCH (transfer)-[fact:DATE]->(day:Traslado:Value)
  WHERE NOT fact.strength IN ['denied', 'possible']
  RETURN collect(DISTINCT day.value) AS days, collect(DISTINCT fact.iri) AS dayFacts
}
CALL (transfer) {
  MATCH (transfer)<-[handover:TRANSFERRED_IN]-(person:Traslado:Person)
  WHERE handover.strength <> 'denied'
  RETURN count(DISTINCT person) AS named
}
CALL (transfer) {
  MATCH (transfer)-[fact:DESTINATION]->(destination:Traslado:Place)
  WHERE NOT fact.strength IN ['denied', 'possible']
  RETURN collect(DISTINCT destination.label) AS destinations
}
CALL (transfer) {
  MATCH (transfer)-[fact:LEGAL_MODE]->(mode:Traslado:Value)
  WHERE fact.strength <> 'denied'
  RETURN collect(DISTINCT mode.value) AS legalModes
}
RETURN days, transfer.label AS transferName, said.number AS said, named, count.strength AS strength,
       count.documents AS documents, count.origins AS origins, count.speakers AS speakers, count.disputed AS disputed, destinations, legalModes, transfer.iri AS transfer,
       CASE WHEN count IS NULL THEN [] ELSE [count.iri] END + dayFacts AS facts
