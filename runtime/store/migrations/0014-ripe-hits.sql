-- Requests for pixels and links are judged in the order in which they become ripe, whatever else waits to.
create index hit_ripe on journey.hit (ripe_at) where class is null;
