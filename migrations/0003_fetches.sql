-- The log of every question to every source; kept for two weeks.
create table fetch (
    id integer primary key,
    -- What was to be known, such as 'btc'.
    feed text not null check (length(feed) between 1 and 64),
    -- Who was asked, such as 'coinbase'.
    source text not null check (length(source) between 1 and 200),
    -- When, in milliseconds since 1970 UTC.
    started_at_ms integer not null,
    -- How long it took, in milliseconds.
    took_ms integer not null check (took_ms >= 0),
    outcome text not null check (outcome in ('answered', 'not_modified', 'failed')),
    -- When answered: how many values the answer held, and how many of them changed what is stored.
    value_count integer check (value_count >= 0),
    new_count integer check (new_count >= 0),
    -- When failed: why, in words without a URL, and whether trying again may help (1) or not (0).
    error text check (length(error) <= 500),
    transient integer check (transient in (0, 1)),
    -- When this source is to be asked again, in milliseconds since 1970 UTC.
    next_at_ms integer not null,
    check ((outcome = 'answered') = (value_count is not null)),
    check ((outcome = 'answered') = (new_count is not null)),
    check ((outcome = 'failed') = (error is not null)),
    check ((outcome = 'failed') = (transient is not null))
) strict;

-- For pruning.
create index fetch_started on fetch (started_at_ms);

-- How each source of each feed stands; written in the same transaction as the log.
create table source_state (
    feed text not null check (length(feed) between 1 and 64),
    source text not null check (length(source) between 1 and 200),
    -- When it was last asked, in milliseconds since 1970 UTC.
    last_attempt_at_ms integer not null,
    -- When it was last asked with success, in milliseconds since 1970 UTC; null when never.
    last_success_at_ms integer,
    -- Failures since the last success.
    consecutive_failures integer not null check (consecutive_failures >= 0),
    -- Why the last attempt failed; null when it succeeded.
    error text check (length(error) <= 500),
    -- How long the last attempt took, in milliseconds.
    took_ms integer not null check (took_ms >= 0),
    -- When it is to be asked again, in milliseconds since 1970 UTC.
    next_at_ms integer not null,
    primary key (feed, source),
    check ((consecutive_failures = 0) = (error is null))
) strict, without rowid;
