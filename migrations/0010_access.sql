-- The one operator; no row until the first start has been set up.
create table operator (
    id integer primary key check (id = 1),
    -- Argon2id in its PHC form, with its salt and its cost.
    password_hash text not null check (octet_length(password_hash) <= 500 and password_hash glob '$argon2id$*'),
    -- When it became the password, in seconds since 1970 UTC.
    changed_at integer not null
) strict;

-- Who is logged in, one row for each browser.
create table session (
    -- For lists, and for ending one of them; never given twice.
    id integer primary key autoincrement,
    -- SHA-256 of the token that the browser holds. The token is nowhere, so that a stolen copy opens nothing.
    token_hash blob not null unique check (octet_length(token_hash) = 32),
    -- In seconds since 1970 UTC.
    created_at integer not null,
    -- When it was last used, to the minute, in seconds since 1970 UTC.
    used_at integer not null,
    -- From where it was opened.
    address text not null check (octet_length(address) between 1 and 64),
    -- What the browser calls itself.
    agent text not null check (octet_length(agent) <= 300)
) strict;

-- Tries of the password or of the first start's code that count: wrong ones, and those still being looked at.
create table login_attempt (
    id integer primary key,
    -- In seconds since 1970 UTC.
    at integer not null,
    -- Who tried: an IPv4 address, or an IPv6 network.
    address text not null check (octet_length(address) between 1 and 64)
) strict;

-- For the limit of the account.
create index login_attempt_at on login_attempt (at);

-- For the limit of an address.
create index login_attempt_address on login_attempt (address, at);

-- Who did what that matters, in words without secrets.
create table audit (
    id integer primary key,
    -- In seconds since 1970 UTC.
    at integer not null,
    kind text not null check (kind in ('setup', 'login', 'login_failed', 'logout', 'password', 'settings', 'subscriber')),
    -- From where; null for the command line and the program itself.
    address text check (octet_length(address) between 1 and 64),
    -- What was done, such as 'subscriber 4: paused'.
    words text not null check (octet_length(words) <= 500)
) strict;

-- For the list, and for pruning.
create index audit_at on audit (at);
