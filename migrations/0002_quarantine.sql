-- Values that are not believed yet. At most one per series waits; the others are how it ended with the ones before.
create table held (
    id integer primary key,
    -- The series' id.
    series text not null check (length(series) between 1 and 64),
    -- The moment the value speaks of, in seconds since 1970 UTC; a civil day is its midnight.
    observed_at integer not null,
    -- In the series' one unit.
    value real not null check (value > -1e308 and value < 1e308),
    -- When it was first held, in seconds since 1970 UTC.
    held_at integer not null,
    -- Who said it.
    source text not null check (length(source) <= 200),
    -- Why it is held, in words.
    reason text not null,
    -- 1 when a second, agreeing answer releases it; 0 when only the operator does.
    released_by_agreement integer not null check (released_by_agreement in (0, 1)),
    -- How many answers said the same while it was held, the first included.
    answers integer not null default 1 check (answers >= 1),
    -- When it was closed, in seconds since 1970 UTC; null while it waits.
    closed_at integer,
    -- How it ended; null while it waits.
    resolution text check (resolution in ('agreed', 'superseded', 'released', 'discarded')),
    check ((closed_at is null) = (resolution is null))
) strict;

-- The one that waits, by series.
create unique index held_open on held (series) where closed_at is null;

-- For pruning.
create index held_closed on held (closed_at) where closed_at is not null;
