// Which leaders and founders went to which U.S. city, and on what basis?
// $organization, $wantedPlace, $wantedTransfer: addresses of entities, or null where they are not given.
MATCH (person:Traslado:Person)-[role:LEADER_OF|FOUNDER_OF]->(organization:Traslado:CriminalOrganization)
WHERE NOT role.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
  AND ($organization IS NULL OR organization.iri IN $organization)
  AND ($wantedTransfer IS NULL OR EXISTS {
    MATCH (person)-[:TRANSFERRED_IN]->(wanted:Traslado:Transfer) WHERE wanted.iri IN $wantedTransfer
  })
// Only facts whose strength lets them say where somebody went have a basis.
MATCH (person)-[fact {to_state: 'United States'}]->(place:Traslado)
WHERE fact.basis IS NOT NULL
  AND ($wantedTransfer IS NULL OR fact.basis <> 'transfer' OR place.iri IN $wantedTransfer)
  AND ($wantedPlace IS NULL OR place.iri IN $wantedPlace OR EXISTS {
    MATCH (place)-[:DESTINATION]->(wanted:Traslado:Place) WHERE wanted.iri IN $wantedPlace
  })
// The cities of a transfer are listed, never distributed over its people.
CALL (place) {
  OPTIONAL MATCH (place)-[to:DESTINATION]->(destination:Traslado:Place)
  WHERE NOT to.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
  WITH destination.label AS name, to.iri AS iri
  ORDER BY name
  WITH collect(DISTINCT name) AS names, collect(DISTINCT iri) AS destinationFacts
  RETURN reduce(list = null, name IN names | coalesce(list + '; ', '') + name) AS destinations, destinationFacts
}
RETURN DISTINCT person.label AS personName, organization.label AS organizationName,
       CASE type(role) WHEN 'LEADER_OF' THEN 'leader' ELSE 'founder' END AS role, role.status AS roleStatus,
       role.strength AS roleStrength, fact.city AS city, fact.basis AS basis,
       coalesce(destinations, place.label) AS placeName, fact.strength AS strength, person.identity AS identity,
       fact.documents AS documents, fact.origins AS origins, fact.speakers AS speakers, role.origins AS roleOrigins, role.disputed OR fact.disputed AS disputed,
       person.iri AS person, organization.iri AS organization, [role.iri, fact.iri] + destinationFacts AS facts
