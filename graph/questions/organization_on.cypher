// Who is said to lead, found or belong to an organization, and what is it linked to, on a date or at any time?
// $organization: addresses of entities; $part: parts of a person, $on: a date; each null where it is not given.
MATCH (organization:Traslado:CriminalOrganization)
      -[fact:LEADER_OF|FOUNDER_OF|MEMBER_OF|LINKED_TO|PART_OF|SUCCESSOR_OF|ALLIED_WITH|RIVAL_OF|DESIGNATED_AS]-(:Traslado)
WHERE organization.iri IN $organization
WITH DISTINCT fact, startNode(fact) AS subject, endNode(fact) AS object
WHERE coalesce(subject.part, '') <> 'victim' AND ($part IS NULL OR subject.part IS NULL OR subject.part IN $part)
CALL (fact) {
  MATCH (claim:Traslado:Claim {fact: fact.iri})-[:QUOTED_FROM]->(document:Traslado:Document)
  WHERE claim.modality <> 'denied'
  OPTIONAL MATCH (claim)-[:SPEAKER]->(speaker:Traslado)
  RETURN collect(DISTINCT claim.when) AS whens, collect(DISTINCT replace(
    coalesce(document.publisher, document.label) + coalesce(', quoting ' + speaker.label, ''), '; ', ', ')) AS accordingTo
}
UNWIND CASE whens WHEN [] THEN [null] ELSE whens END AS when
WITH *, split(when, '/') AS ends
WITH *, CASE ends[0] WHEN '..' THEN '0000' ELSE ends[0] END AS start,
     CASE ends[-1] WHEN '..' THEN '9999' ELSE ends[-1] END AS end
WHERE $on IS NULL OR start IS NULL OR left(start, size($on[0])) <= $on[0]
RETURN DISTINCT split(fact.predicate, '#')[1] AS relation, subject.label AS subjectName, object.label AS objectName,
       fact.status AS status, when,
       CASE WHEN $on IS NULL THEN null WHEN start IS NULL THEN 'undated'
         WHEN end < left($on[0], size(end)) THEN 'before' ELSE 'then' END AS holds,
       fact.strength AS strength, subject.identity AS identity, fact.documents AS documents, fact.origins AS origins,
       fact.speakers AS speakers, accordingTo, fact.denials AS denials,
       fact.disputed AS disputed, subject.iri AS subject, [fact.iri] AS facts
