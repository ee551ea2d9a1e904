// From which organizations were how many people handed over, and how strongly are they tied to them?
// $transfer, $organization: addresses of entities, or null where they are not given.
MATCH (transfer:Traslado:Transfer)<-[handover:TRANSFERRED_IN]-(person:Traslado:Person)
      -[fact:LEADER_OF|FOUNDER_OF|MEMBER_OF|LINKED_TO]->(organization:Traslado:CriminalOrganization)
WHERE handover.strength <> 'denied' AND NOT fact.strength IN ['denied', 'dismissed', 'acquitted']
  AND ($transfer IS NULL OR transfer.iri IN $transfer)
  AND ($organization IS NULL OR organization.iri IN $organization)
MATCH (claim:Traslado:Claim {fact: fact.iri})-[:QUOTED_FROM]->(document:Traslado:Document)
WHERE claim.modality <> 'denied'
OPTIONAL MATCH (claim)-[:SPEAKER]->(speaker:Traslado)
RETURN organization.label AS organizationName, fact.strength AS strength, count(DISTINCT person) AS people,
       count(DISTINCT CASE WHEN type(fact) = 'LEADER_OF' THEN person END) AS leaders,
       collect(DISTINCT transfer.label) AS transfers, count(DISTINCT document) AS documents, count(DISTINCT document.origin) AS origins, count(DISTINCT speaker) AS speakers,
       organization.iri AS organization, collect(DISTINCT fact.iri) AS facts
