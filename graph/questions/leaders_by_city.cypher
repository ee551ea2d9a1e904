// Which leaders and founders went to which U.S. city, and on what basis?
// $wantedPlace, $organization, $wantedTransfer: addresses of entities, or null where they are not given.
MATCH (person:Traslado:Person)-[role:LEADER_OF|FOUNDER_OF]->(organization:Traslado:CriminalOrganization)
WHERE NOT role.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
  AND ($organization IS NULL OR organization.iri IN $organization)
  AND ($wantedTransfer IS NULL OR EXISTS {
    MATCH (person)-[:TRANSFERRED_IN]->(wanted:Traslado:Transfer) WHERE wanted.iri IN $wantedTransfer
  })
CALL (person) {
  MATCH (person)-[fact:FLOWN_TO|APPEARED_IN|HELD_AT|CHARGED_IN]->(place:Traslado)
  WHERE NOT fact.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
    AND ($wantedPlace IS NULL OR EXISTS {
      MATCH (place)-[:LOCATED_IN*0..]->(wanted:Traslado) WHERE wanted.iri IN $wantedPlace
    })
  OPTIONAL MATCH (place)-[:IN_COUNTRY]->(country:Traslado:Country)
  WITH fact, place, country
  // In the United States; of a flight also where no more than the name of the place is known.
  WHERE country.label = 'United States' OR (country IS NULL AND type(fact) = 'FLOWN_TO')
  OPTIONAL MATCH (place:Prison)-[:LOCATED_IN]->(prisonCity:Traslado:City)
  RETURN CASE type(fact)
           WHEN 'FLOWN_TO' THEN 'flown' WHEN 'APPEARED_IN' THEN 'appeared' WHEN 'HELD_AT' THEN 'held' ELSE 'charged'
         END AS basis,
         place.label AS placeName, CASE WHEN place:City THEN place.label ELSE prisonCity.label END AS city,
         fact.strength AS strength, fact.origins AS origins, fact.disputed AS disputed, [fact.iri] AS facts
  UNION ALL
  // One of the people of a transfer to several cities, where no source says more of this person.
  MATCH (person)-[fact:TRANSFERRED_IN]->(transfer:Traslado:Transfer {to_state: 'United States'})
  WHERE NOT fact.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
    AND ($wantedTransfer IS NULL OR transfer.iri IN $wantedTransfer)
    AND ($wantedPlace IS NULL OR EXISTS {
      MATCH (transfer)-[:DESTINATION]->(:Traslado)-[:LOCATED_IN*0..]->(wanted:Traslado) WHERE wanted.iri IN $wantedPlace
    })
    AND NOT EXISTS {
      MATCH (person)-[finer:FLOWN_TO|APPEARED_IN|HELD_AT|CHARGED_IN]->(place:Traslado)
      WHERE NOT finer.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
        AND (EXISTS { (place)-[:IN_COUNTRY]->(:Traslado:Country {label: 'United States'}) }
          OR (type(finer) = 'FLOWN_TO' AND NOT EXISTS { (place)-[:IN_COUNTRY]->(:Traslado:Country) }))
    }
  OPTIONAL MATCH (transfer)-[to:DESTINATION]->(destination:Traslado:Place)
  WHERE NOT to.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
  WITH fact, destination.label AS destinationName, to
  ORDER BY destinationName
  WITH fact, collect(DISTINCT destinationName) AS names, collect(DISTINCT to.iri) AS destinationFacts
  RETURN 'transfer' AS basis,
         reduce(joined = '', name IN names | joined + CASE joined WHEN '' THEN '' ELSE '; ' END + name) AS placeName,
         null AS city, fact.strength AS strength, fact.origins AS origins, fact.disputed AS disputed,
         [fact.iri] + destinationFacts AS facts
}
RETURN person.label AS personName, organization.label AS organizationName,
       CASE type(role) WHEN 'LEADER_OF' THEN 'leader' ELSE 'founder' END AS role, role.status AS roleStatus,
       role.strength AS roleStrength, city, basis, placeName, strength, person.identity AS identity, origins,
       role.origins AS roleOrigins, role.disputed OR disputed AS disputed, person.iri AS person,
       organization.iri AS organization, [role.iri] + facts AS facts
