-- Releases of the economic calendar: when, and each figure with who said it and when we first saw it.
create table release (
    -- Its name for ever, such as 'us.claims.2025-12-20'.
    id text primary key check (length(id) between 1 and 120),
    -- What it is: a kind of the program's table, or one made from a title.
    kind text not null check (length(kind) between 1 and 200),
    -- How people call it.
    name text not null check (length(name) between 1 and 400),
    -- The first day of the period it speaks of, in days since 1970; null where none is known.
    period integer,
    -- The period in words.
    period_words text check (length(period_words) between 1 and 200),
    -- When, in seconds since 1970 UTC; New York midnight when only the day is known.
    at integer not null,
    -- 1 when the time of day is known.
    timed integer not null check (timed in (0, 1)),
    -- 1 when the date follows from a rule and not from a publication.
    estimated integer not null check (estimated in (0, 1)),
    -- Who said when.
    scheduled_by text not null check (length(scheduled_by) between 1 and 200),
    -- When we last heard so, in seconds since 1970 UTC.
    scheduled_seen_at integer not null,
    -- When it was to be before it was moved to another day, in seconds since 1970 UTC.
    moved_from integer,
    impact text not null check (impact in ('low', 'medium', 'high')),
    -- What was expected: as written, who said so, when we first saw it (seconds since 1970 UTC).
    forecast text check (length(forecast) between 1 and 200),
    forecast_source text check (length(forecast_source) <= 200),
    forecast_seen_at integer,
    -- What came last time.
    previous text check (length(previous) between 1 and 200),
    previous_source text check (length(previous_source) <= 200),
    previous_seen_at integer,
    -- What came, as first published; never written twice.
    actual text check (length(actual) between 1 and 200),
    actual_source text check (length(actual_source) <= 200),
    actual_seen_at integer,
    -- What it was changed to later.
    revised text check (length(revised) between 1 and 200),
    revised_source text check (length(revised_source) <= 200),
    revised_seen_at integer,
    -- Why there is no actual.
    actual_reason text check (length(actual_reason) <= 400),
    -- When its source stopped listing it, in seconds since 1970 UTC.
    withdrawn_at integer,
    check ((forecast is null) = (forecast_source is null) and (forecast is null) = (forecast_seen_at is null)),
    check ((previous is null) = (previous_source is null) and (previous is null) = (previous_seen_at is null)),
    check ((actual is null) = (actual_source is null) and (actual is null) = (actual_seen_at is null)),
    check ((revised is null) = (revised_source is null) and (revised is null) = (revised_seen_at is null)),
    check (revised is null or actual is not null)
) strict, without rowid;

-- By time, for the window that is shown.
create index release_at on release (at);
