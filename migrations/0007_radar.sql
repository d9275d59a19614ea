-- Events of prediction markets, as their publisher last told them. Titles, labels and questions are other people's words.
-- Lengths are in bytes: a length in characters ends at the first NUL.
create table radar_event (
    -- The publisher's number of it.
    id text not null primary key check (octet_length(id) between 1 and 100),
    -- The last part of its address; the publisher may give it to another event later.
    slug text not null check (octet_length(slug) between 1 and 500),
    title text not null check (octet_length(title) <= 2000),
    -- 1 when exactly one of its markets comes true.
    exclusive integer not null check (exclusive in (0, 1)),
    -- 1 when all of it is decided.
    closed integer not null check (closed in (0, 1)),
    -- When trading should end, in seconds since 1970 UTC.
    ends_at integer,
    -- Traded in the last 24 hours, and since the beginning, in dollars.
    volume_24h_usd integer not null,
    volume_usd integer,
    -- Slugs of its tags: a JSON list of texts.
    tags text not null check (octet_length(tags) <= 20000),
    -- Its markets with their outcomes: a JSON list, each of the form of `cockpit_domain::radar::Market`.
    markets text not null check (octet_length(markets) <= 4000000),
    -- When it was last seen, in seconds since 1970 UTC.
    seen_at integer not null
) strict;

-- For what is shown, and for pruning.
create index radar_event_seen on radar_event (seen_at);

-- For the event's own page, and for pins.
create index radar_event_slug on radar_event (slug);

-- Which outcome leads an event: a row when it changed, so the newest row of an event is the leader.
create table radar_leader (
    id integer primary key,
    -- The event's number.
    event text not null check (octet_length(event) between 1 and 100),
    -- The outcome's token, and what it was called then.
    token text not null check (octet_length(token) between 1 and 80),
    label text not null check (octet_length(label) <= 2000),
    -- Since when it leads, as far as we saw, in seconds since 1970 UTC.
    at integer not null
) strict;

-- For the leader before this one.
create index radar_leader_event on radar_leader (event, id);

-- For the changes of the last day, and for pruning.
create index radar_leader_at on radar_leader (at);

-- Outcomes that have odds: a small number for a long name.
create table odds_token (
    id integer primary key,
    -- The publisher's name of the outcome: decimal digits.
    token text not null unique check (octet_length(token) between 1 and 80),
    -- 1 when the publisher's history of it is in.
    has_history integer not null default 0 check (has_history in (0, 1))
) strict;

-- What an outcome cost at a moment; in the order of its key, so that all reads are short seeks.
create table odds (
    token_id integer not null references odds_token (id),
    -- In seconds since 1970 UTC.
    observed_at integer not null,
    -- 0 to 1.
    probability real not null check (probability between 0 and 1),
    -- Best ask less best bid, 0 to 1; null for history, which has no book.
    spread real check (spread between 0 and 1),
    -- Who said so.
    source text not null check (octet_length(source) between 1 and 100),
    primary key (token_id, observed_at)
) strict, without rowid;

-- Events somebody watches, whether they are among the most traded or not.
create table radar_pin (
    slug text not null primary key check (octet_length(slug) between 1 and 500),
    -- In seconds since 1970 UTC.
    pinned_at integer not null
) strict, without rowid;
