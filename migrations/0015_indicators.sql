-- Indicators that the operator added. One that was removed stays as a name without values, so that alerts of its time can
-- still be read.
create table indicator (
    -- Its series is 'own_<id>'. Never given twice, whatever goes.
    id integer primary key autoincrement check (id between 1 and 4000000000),
    -- What its card says.
    name text not null check (octet_length(name) between 1 and 240),
    -- Where its numbers come from: a series of FRED, a coin's price at CoinGecko, or a number in a JSON answer.
    kind text not null check (kind in ('fred', 'coingecko', 'json')),
    -- FRED's id, CoinGecko's id, or the https address.
    reference text not null check (octet_length(reference) between 1 and 2000),
    -- Where the number stands in the answer, such as 'data.0.price'; null for what is no JSON of one's own.
    path text check (octet_length(path) between 1 and 2000),
    -- The unit of its values.
    unit text not null check (unit in ('percent', 'usd', 'usd_millions', 'usd_billions', 'number')),
    -- How often it is asked for, in seconds.
    every_s integer not null check (every_s between 60 and 86400),
    -- How often FRED says something new; null for what is asked for its value of now.
    cadence text check (cadence in ('daily', 'weekly', 'monthly', 'quarterly', 'yearly')),
    -- In seconds since 1970 UTC.
    created_at integer not null,
    -- When it was removed, in seconds since 1970 UTC; its values and rules go a month later. Null while it is watched.
    removed_at integer,
    -- Grows with every change, so that of two who change it at the same time the later one is told.
    revision integer not null default 0 check (revision >= 0),
    check ((path is not null) = (kind = 'json')),
    check ((cadence is not null) = (kind = 'fred'))
) strict;
