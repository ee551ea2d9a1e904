// Where was a person last known to be, on a date or now, and where does the chain of places have gaps?
// $person: addresses of entities; $on: a date, or null where it is not given.
MATCH (person:Traslado:Person)-[fact:ARRESTED_IN|HELD_AT|TRANSFERRED_IN|FLOWN_TO|APPEARED_IN]->(place:Traslado)
WHERE person.iri IN $person AND coalesce(person.part, '') <> 'victim' AND fact.strength <> 'denied'
CALL (fact, place) {
  MATCH (claim:Traslado:Claim {fact: fact.iri})
  WHERE claim.modality <> 'denied' AND claim.when IS NOT NULL
  RETURN collect(DISTINCT [claim.when, null, false]) AS said
}
CALL (place) {
  MATCH (place)-[date:DATE]->(day:Traslado:Value)
  WHERE NOT date.strength IN ['denied', 'possible']
  WITH collect({day: day.value, fact: date}) AS dates, max(date.claims) AS most
  // Of dates that compete the one that most claims give; the row says that it is disputed.
  RETURN [date IN dates WHERE date.fact.claims = most | [date.day, date.fact.iri, date.fact.disputed]] AS days
}
UNWIND CASE WHEN said + days = [] THEN [[null, null, false]] ELSE said + days END AS dated
WITH DISTINCT person, fact, place, dated[0] AS when, dated[1] AS dateFact, dated[2] AS dateDisputed
WITH *, CASE WHEN when STARTS WITH '..' THEN split(when, '/')[1] ELSE split(when, '/')[0] END AS start,
     split(when, '/')[-1] AS end
WHERE $on IS NULL OR start IS NULL OR left(start, size($on[0])) <= $on[0]
WITH person, collect({fact: fact, place: place, when: when, dateFact: dateFact, dateDisputed: dateDisputed, start: start, end: end}) AS points
UNWIND points AS point
// A year is no earlier than its days.
WITH *, reduce(next = null, other IN points | CASE
  WHEN other.fact.strength <> 'possible' AND other.start > point.start AND NOT other.start STARTS WITH point.start
    AND (next IS NULL OR other.start < next) THEN other.start
  ELSE next
END) AS earliest
WITH *, CASE WHEN point.fact.strength <> 'possible' THEN earliest END AS next
// Until when is no word of where then.
WITH *, point.start IS NOT NULL AND next IS NULL AND NOT point.when STARTS WITH '..' AND point.fact.strength <> 'possible' AS last
RETURN DISTINCT point.when AS when, person.label AS personName, split(point.fact.predicate, '#')[1] AS relation,
       point.place.label AS placeName, last,
       // After what is open, or reaches to the next, nothing is missing.
       CASE WHEN point.end <> '..'
         AND coalesce(point.end < next AND NOT next STARTS WITH point.end, last AND coalesce(point.end < $on[0], true))
         THEN point.end + '/' + coalesce(next, $on[0], '..') END AS gap,
       point.fact.status AS status, point.fact.strength AS strength, person.identity AS identity,
       point.fact.documents AS documents, point.fact.origins AS origins,
       point.fact.speakers AS speakers, point.fact.denials AS denials, point.fact.disputed OR point.dateDisputed AS disputed,
       person.iri AS person, point.place.iri AS place,
       CASE WHEN point.dateFact IS NULL THEN [point.fact.iri] ELSE [point.fact.iri, point.dateFact] END AS facts
