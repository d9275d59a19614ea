-- Metrics that somebody misses, kept until they are dealt with. One that became an issue at GitHub is not kept.
create table suggestion (
    id integer primary key autoincrement,
    -- What is missed.
    metric text not null check (octet_length(metric) between 1 and 500),
    -- What it would tell.
    why text not null check (octet_length(why) <= 4000),
    -- Where it is published: an https address; null when it was not said.
    link text check (octet_length(link) between 1 and 500),
    -- In seconds since 1970 UTC.
    created_at integer not null
) strict;
