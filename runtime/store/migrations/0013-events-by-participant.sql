-- A condition asks what somebody clicked, whether that was looked at already or not: an index over all events of a participant
-- answers both, and marking an event as looked at no longer moves it in an index.
create index event_participant on journey.event (bucket, participant_id, occurred_at);
drop index journey.event_unconsumed;
alter table journey.event set (fillfactor = 85);
