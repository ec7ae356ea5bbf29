-- breaking
-- Whether an event has come in for a participant that was not looked at yet: who brings one writes the row anyway, and
-- whoever claims it need not ask the events about everybody.

alter table journey.participant add column has_events boolean not null default false;
update journey.participant p set has_events = true
where p.status = 'active' and exists (
  select from journey.event e where e.bucket = p.bucket and e.participant_id = p.id and e.consumed_at is null);
