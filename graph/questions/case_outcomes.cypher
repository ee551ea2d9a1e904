// How do the cases stand: of each person and case the latest stage, on a date or now?
// $transfer, $organization, $person: addresses of entities; $on: a date; each null where it is not given.
MATCH (person:Traslado:Person)
WHERE ($person IS NULL OR person.iri IN $person) AND coalesce(person.part, '') <> 'victim'
  AND ($transfer IS NULL OR EXISTS {
    MATCH (person)-[wanted:TRANSFERRED_IN]->(transfer:Traslado:Transfer)
    WHERE transfer.iri IN $transfer AND wanted.strength <> 'denied'
  })
  AND ($organization IS NULL OR EXISTS {
    MATCH (person)-[tie:LEADER_OF|FOUNDER_OF|MEMBER_OF|LINKED_TO]->(organization:Traslado:CriminalOrganization)
    WHERE organization.iri IN $organization AND NOT tie.strength IN ['denied', 'dismissed', 'acquitted']
  })
CALL (person) {
  MATCH (person)<-[:SUBJECT]-(claim:Traslado:Claim)-[:QUOTED_FROM]->(document:Traslado:Document)
  WITH claim, document, split(claim.predicate, '#')[1] AS predicate
  WHERE predicate IN ['accusedOf', 'chargedIn', 'caseStep', 'sentencedTo'] AND claim.modality <> 'denied'
    // What only tells a step of the case, or a plan, is no stage.
    AND (predicate <> 'caseStep' OR NOT claim.modality IN ['reported', 'possible'])
  MATCH (claim)-[:OBJECT]->(object:Traslado)
  MATCH (person)-[fact {iri: claim.fact}]->(object)
  OPTIONAL MATCH (claim)-[:COURT]->(court:Traslado)
  WITH *, CASE
    WHEN claim.when STARTS WITH '..' THEN split(claim.when, '/')[1]
    ELSE split(claim.when, '/')[0]
  END AS start
  WITH *, coalesce(start, document.published, '9') AS known
  WHERE $on IS NULL OR left(known, size($on[0])) <= $on[0]
  WITH *, CASE
    WHEN claim.modality = 'reported' AND EXISTS { (claim)-[:SPEAKER]->() } THEN '1attributed'
    WHEN claim.modality = 'reported' AND predicate = 'sentencedTo' THEN '8sentenced'
    WHEN claim.modality IN ['acquitted', 'dismissed'] THEN '9' + claim.modality
    ELSE toString([i IN range(0, 8) WHERE claim.modality = ['possible', 'reported', 'alleged', 'wanted', 'charged',
      'pleaded_not_guilty', 'pleaded_guilty', 'convicted', 'sentenced'][i]][0]) + claim.modality
  END AS ranked, CASE predicate WHEN 'accusedOf' THEN object.value END AS charge
  WITH court, claim.case AS docket, max(start + ' ' + ranked) AS dated,
       max(CASE WHEN start IS NULL THEN ranked END) AS undated,
       collect(DISTINCT CASE predicate WHEN 'sentencedTo' THEN replace(object.value, '; ', ', ') END) AS sentences,
       collect(DISTINCT charge) AS charges,
       collect(DISTINCT coalesce(claim.when + ' ', '') + substring(ranked, 1) + coalesce(' ' + charge, '')) AS stages,
       max(fact.documents) AS documents, max(fact.origins) AS origins, max(fact.speakers) AS speakers,
       collect(DISTINCT claim.fact) AS facts
  RETURN collect({court: court, docket: docket, dated: split(dated, ' '), undated: undated, sentences: sentences,
                  charges: charges, stages: stages, documents: documents, origins: origins, speakers: speakers, facts: facts}) AS cases
}
CALL (person) {
  MATCH (person)-[handover:TRANSFERRED_IN]->(:Traslado:Transfer)
  WHERE handover.strength <> 'denied'
  RETURN collect(DISTINCT handover.iri) AS inFacts, max(handover.documents) AS handoverDocuments,
         max(handover.origins) AS handoverOrigins, max(handover.speakers) AS handoverSpeakers
}
CALL (person) {
  MATCH (person)<-[:SUBJECT]-(denial:Traslado:Claim {modality: 'denied'})
  WHERE split(denial.predicate, '#')[1] IN ['accusedOf', 'chargedIn', 'caseStep', 'sentencedTo']
  RETURN count(denial) AS denials, collect(DISTINCT denial.fact) AS deniedFacts
}
UNWIND CASE WHEN cases = [] AND inFacts <> [] THEN [null] ELSE cases END AS case
WITH *, CASE
  // A stage without date is later only where the course of a case has it later.
  WHEN case.dated IS NULL OR left(case.undated, 1) > left(case.dated[1], 1) THEN [null, case.undated]
  ELSE case.dated
END AS latest
RETURN person.label AS personName, case.court.label AS courtName, case.docket AS docket,
       CASE WHEN substring(latest[1], 1) IN
         ['pleaded_not_guilty', 'pleaded_guilty', 'convicted', 'sentenced', 'acquitted', 'dismissed']
         THEN substring(latest[1], 1) ELSE 'unknown' END AS outcome,
       substring(latest[1], 1) AS strength, latest[0] AS when, case.sentences AS sentences, case.charges AS charges,
       case.stages AS stages, denials, person.identity AS identity,
       coalesce(case.documents, handoverDocuments) AS documents, coalesce(case.origins, handoverOrigins) AS origins,
       coalesce(case.speakers, handoverSpeakers) AS speakers,
       person.iri AS person, case.court.iri AS court, coalesce(case.facts, inFacts) + deniedFacts AS facts
