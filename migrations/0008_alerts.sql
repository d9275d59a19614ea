-- People who want to be told. An id is never given twice: links and messages carry it.
create table subscriber (
    id integer primary key autoincrement,
    name text not null check (octet_length(name) between 1 and 200),
    channel text not null check (channel in ('telegram', 'email', 'webhook', 'ntfy', 'discord', 'slack')),
    -- A chat's number, an e-mail address, a URL.
    address text not null check (octet_length(address) between 1 and 2000),
    -- By its IANA name, such as 'Europe/Berlin'.
    time_zone text not null check (octet_length(time_zone) between 1 and 64),
    -- How numbers and days are written, such as 'en-US'.
    locale text not null check (octet_length(locale) between 2 and 35),
    -- 1 for those who are told of stale sources and failed deliveries.
    is_operator integer not null check (is_operator in (0, 1)),
    -- The rules that hold where the subscriber has none of their own.
    preset text not null check (preset in ('calm', 'balanced', 'sensitive')),
    -- 'pending' has not confirmed yet; 'left' unsubscribed; 'blocked' refuses our messages.
    state text not null check (state in ('active', 'paused', 'pending', 'left', 'blocked')),
    -- Quiet hours in minutes of the local day; both null when there are none.
    quiet_from_min integer check (quiet_from_min between 0 and 1439),
    quiet_until_min integer check (quiet_until_min between 0 and 1439),
    -- The local hour of the morning briefing; null when it is not wanted.
    digest_hour integer check (digest_hour between 0 and 23),
    -- In seconds since 1970 UTC.
    created_at integer not null,
    -- Grows with every change, so that of two who change it at the same time the later one is told.
    revision integer not null default 0 check (revision >= 0),
    unique (channel, address),
    check ((quiet_from_min is null) = (quiet_until_min is null))
) strict;

-- What somebody wants otherwise than their preset has it.
create table subscriber_threshold (
    subscriber_id integer not null references subscriber (id) on delete cascade,
    -- The rule's id, such as 'btc.change.15m'.
    rule text not null check (octet_length(rule) between 1 and 100),
    -- In the rule's unit; null for the preset's, and for rules that measure nothing.
    threshold real check (threshold > -1e308 and threshold < 1e308),
    -- 1 on, 0 off, whatever the preset says.
    enabled integer not null check (enabled in (0, 1)),
    primary key (subscriber_id, rule)
) strict, without rowid;

-- Rules of the whole installation that differ from the presets.
create table rule (
    -- The rule's id.
    id text not null primary key check (octet_length(id) between 1 and 100),
    -- The rule as people write it: JSON of the form of `cockpit_domain::rules::RuleSpec`.
    spec text not null check (octet_length(spec) <= 4000 and json_valid(spec)),
    -- In seconds since 1970 UTC.
    updated_at integer not null
) strict, without rowid;

-- What rules remember. A rule that remembers nothing has no row.
create table rule_state (
    -- The rule's parameters and its subject, in words.
    key text not null primary key check (octet_length(key) between 1 and 1000),
    -- JSON of the form the rules use.
    state text not null check (octet_length(state) <= 4000000 and json_valid(state)),
    -- In seconds since 1970 UTC.
    updated_at integer not null
) strict, without rowid;

-- What is worth telling, with the facts it is told with; written together with what caused it.
create table alert_event (
    id integer primary key autoincrement,
    -- What kind of rule, such as 'change'.
    kind text not null check (octet_length(kind) between 1 and 40),
    -- The rule's id.
    rule text not null check (octet_length(rule) between 1 and 100),
    -- What it is about, such as an outcome's token; null where the rule says all.
    subject text check (octet_length(subject) between 1 and 500),
    severity text not null check (severity in ('info', 'warning', 'critical')),
    -- In seconds since 1970 UTC.
    at integer not null,
    -- The facts: JSON.
    body text not null check (octet_length(body) <= 100000 and json_valid(body)),
    -- What caused it, such as the observation's series and moment.
    cause text not null check (octet_length(cause) between 1 and 500)
) strict;

-- For the history of alerts, and for pruning.
create index alert_event_at on alert_event (at);

-- Every decision that fired, was held or was suppressed, with the numbers that decided it.
create table decision (
    id integer primary key,
    -- In seconds since 1970 UTC.
    at integer not null,
    -- The rule's id.
    rule text not null check (octet_length(rule) between 1 and 100),
    -- About which series, and about what else.
    series text check (octet_length(series) between 1 and 64),
    subject text check (octet_length(subject) between 1 and 500),
    -- All parameters of the rule but its threshold, in words.
    parameters text not null check (octet_length(parameters) <= 500),
    outcome text not null check (outcome in ('fired', 'held', 'suppressed')),
    reason text not null check (octet_length(reason) between 1 and 40),
    -- What it was and what it is: a JSON number, or a JSON text for regimes and leaders.
    from_quantity text check (octet_length(from_quantity) <= 2000 and json_valid(from_quantity)),
    to_quantity text check (octet_length(to_quantity) <= 2000 and json_valid(to_quantity)),
    -- In the rule's unit.
    change real check (change > -1e308 and change < 1e308),
    threshold real check (threshold > -1e308 and threshold < 1e308),
    severity text not null check (severity in ('info', 'warning', 'critical')),
    -- The alert it became; alerts are kept longer than decisions.
    event_id integer
) strict;

-- For the log, and for pruning.
create index decision_at on decision (at);

-- For the log of one rule.
create index decision_rule on decision (rule, at);

-- One row for each recipient of an alert and channel, written together with the alert; delivery works it off by id.
create table outbox (
    id integer primary key,
    event_id integer not null references alert_event (id) on delete cascade,
    recipient_id integer not null references subscriber (id) on delete cascade,
    channel text not null check (channel in ('telegram', 'email', 'webhook', 'ntfy', 'discord', 'slack')),
    -- 'unknown': sent twice without a clear answer, and not again.
    state text not null default 'pending'
        check (state in ('pending', 'sending', 'sent', 'dead', 'cancelled', 'unknown')),
    -- How often it was begun.
    attempt integer not null default 0 check (attempt >= 0),
    -- Not before this moment, in seconds since 1970 UTC.
    due_at integer not null,
    -- While it is being sent: until when nobody else may, in seconds since 1970 UTC.
    lease_until integer,
    -- The provider's name of the message.
    provider_id text check (octet_length(provider_id) <= 500),
    -- Why it is dead, cancelled or unknown, or why the last attempt failed.
    reason text check (octet_length(reason) <= 1000),
    -- In seconds since 1970 UTC.
    created_at integer not null,
    unique (event_id, recipient_id, channel)
) strict;

-- For what is due, and for counting.
create index outbox_state on outbox (state, due_at);

-- For somebody who leaves.
create index outbox_recipient on outbox (recipient_id);
