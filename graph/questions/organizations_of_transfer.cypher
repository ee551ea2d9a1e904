// Which organizations are the people of a transfer said to belong to, and in what way?
// $transfer, $organization: addresses of entities, or null where they are not given.
CALL () {
  MATCH (transfer:Traslado:Transfer)<-[handover:TRANSFERRED_IN]-(person:Traslado:Person)
        -[fact:LEADER_OF|FOUNDER_OF|MEMBER_OF|LINKED_TO]->(organization:Traslado:CriminalOrganization)
  WHERE handover.strength <> 'denied' AND NOT fact.strength IN ['denied', 'dismissed', 'acquitted']
    AND ($transfer IS NULL OR transfer.iri IN $transfer)
    AND ($organization IS NULL OR organization.iri IN $organization)
  MATCH (claim:Traslado:Claim {fact: fact.iri})-[:QUOTED_FROM]->(document:Traslado:Document)
  WHERE claim.modality <> 'denied'
  OPTIONAL MATCH (claim)-[:SPEAKER]->(speaker:Traslado)
  WITH transfer, organization, fact.status AS status, fact.strength AS strength, person, fact, document, speaker,
       CASE type(fact) WHEN 'LEADER_OF' THEN 'leader' WHEN 'FOUNDER_OF' THEN 'founder' WHEN 'MEMBER_OF' THEN 'member' ELSE 'linked' END
         AS relation
  RETURN transfer, organization, relation, status, strength, count(DISTINCT person) AS people,
         collect(DISTINCT person.label) AS names, count(DISTINCT document) AS documents, count(DISTINCT document.origin) AS origins, count(DISTINCT speaker) AS speakers,
         collect(DISTINCT fact.iri) AS facts
  UNION ALL
  MATCH (transfer:Traslado:Transfer)-[fact:ORGANIZATION_INVOLVED]->(organization:Traslado:CriminalOrganization)
  WHERE fact.strength <> 'denied'
    AND ($transfer IS NULL OR transfer.iri IN $transfer)
    AND ($organization IS NULL OR organization.iri IN $organization)
  RETURN transfer, organization, 'named for the transfer' AS relation, null AS status, fact.strength AS strength,
         null AS people, [] AS names, fact.documents AS documents, fact.origins AS origins, fact.speakers AS speakers, [fact.iri] AS facts
}
RETURN transfer.label AS transferName, organization.label AS organizationName, relation, status, strength, people,
       names, documents, origins, speakers, transfer.iri AS transfer, organization.iri AS organization, facts
