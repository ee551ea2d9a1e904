// Who was handed over in a transfer, according to whom, and how surely?
// $transfer: addresses of entities, or null where it is not given.
MATCH (transfer:Traslado:Transfer)<-[fact:TRANSFERRED_IN]-(person:Traslado:Person)
WHERE $transfer IS NULL OR transfer.iri IN $transfer
OPTIONAL MATCH (person)-[tie:LEADER_OF|FOUNDER_OF|MEMBER_OF|LINKED_TO]->(organization:Traslado:CriminalOrganization)
WHERE NOT tie.strength IN ['denied', 'dismissed', 'acquitted']
WITH transfer, fact, person, collect(DISTINCT
  organization.label + ' ('
  + CASE type(tie) WHEN 'LEADER_OF' THEN 'leader' WHEN 'FOUNDER_OF' THEN 'founder' WHEN 'MEMBER_OF' THEN 'member' ELSE 'linked' END
  + coalesce(', ' + tie.status, '') + ', ' + tie.strength + ')') AS organizations
RETURN transfer.label AS transferName, person.label AS personName, person.identity AS identity, 'transfer' AS basis,
       fact.strength AS strength, organizations, fact.documents AS documents, fact.origins AS origins, fact.speakers AS speakers, fact.denials AS denials,
       fact.disputed AS disputed, person.part AS part, transfer.iri AS transfer, person.iri AS person,
       [fact.iri] AS facts
