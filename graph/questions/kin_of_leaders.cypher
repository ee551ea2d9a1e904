// Who is said to be kin of a leader or founder?
// $organization, $leader: addresses of entities; $part: parts of a person; each null where it is not given.
MATCH (leader:Traslado:Person)-[role:LEADER_OF|FOUNDER_OF]->(organization:Traslado:CriminalOrganization)
WHERE NOT role.strength IN ['denied', 'possible', 'dismissed', 'acquitted']
  AND ($organization IS NULL OR organization.iri IN $organization)
  AND ($leader IS NULL OR leader.iri IN $leader)
MATCH (leader)-[fact:SIBLING_OF|CHILD_OF|PARENT_OF|SPOUSE_OF|IN_LAW_OF|RELATIVE_OF]-(kin:Traslado:Person)
WHERE fact.strength <> 'denied' AND kin.part <> 'victim' AND ($part IS NULL OR kin.part IN $part)
// What the kin is to the leader, whichever of the two the source speaks of.
WITH *, CASE type(fact)
  WHEN 'SIBLING_OF' THEN 'sibling'
  WHEN 'CHILD_OF' THEN CASE startNode(fact) WHEN kin THEN 'child' ELSE 'parent' END
  WHEN 'PARENT_OF' THEN CASE startNode(fact) WHEN kin THEN 'parent' ELSE 'child' END
  WHEN 'SPOUSE_OF' THEN 'spouse'
  WHEN 'IN_LAW_OF' THEN 'in-law'
  ELSE 'relative'
END AS relation
RETURN leader.label AS leaderName, organization.label AS organizationName,
       CASE type(role) WHEN 'LEADER_OF' THEN 'leader' ELSE 'founder' END AS role, role.status AS roleStatus,
       role.strength AS roleStrength, relation, kin.label AS kinName, kin.identity AS identity,
       fact.strength AS strength, fact.documents AS documents, fact.origins AS origins, fact.speakers AS speakers, role.disputed OR fact.disputed AS disputed,
       kin.part AS kinPart, leader.iri AS leader, organization.iri AS organization, kin.iri AS kin,
       [role.iri, fact.iri] AS facts
