-- How often in a row the address was refused as not existing.
alter table subscriber add column refusals integer not null default 0 check (refusals >= 0);

-- The outbox anew: a message need not be an alert's, and says more about what became of it.
create table outbox_anew (
    id integer primary key,
    -- The alert it tells; null for what is no alert.
    event_id integer references alert_event (id) on delete cascade,
    recipient_id integer not null references subscriber (id) on delete cascade,
    channel text not null check (channel in ('telegram', 'email', 'webhook', 'ntfy', 'discord', 'slack')),
    -- 'alert', or what else it is, such as 'test', 'confirm', 'briefing'.
    kind text not null check (octet_length(kind) between 1 and 40),
    -- What of its kind must not come twice, such as 'briefing/2026-11-24'.
    key text check (octet_length(key) between 1 and 200),
    -- What it says, when it is no alert: JSON. Emptied a month after it was settled.
    body text check (octet_length(body) <= 200000 and json_valid(body)),
    -- 'unknown': sent twice without a clear answer, and not again.
    state text not null default 'pending'
        check (state in ('pending', 'sending', 'sent', 'dead', 'cancelled', 'unknown')),
    -- How often it was begun.
    attempt integer not null default 0 check (attempt >= 0),
    -- Not before this moment, in seconds since 1970 UTC.
    due_at integer not null,
    -- While it is being sent: until when nobody else may, in seconds since 1970 UTC.
    lease_until integer,
    -- 1 when it waited for the end of quiet hours or of a mute.
    held integer not null default 0 check (held in (0, 1)),
    -- 1 when an earlier attempt may have arrived.
    possible_repeat integer not null default 0 check (possible_repeat in (0, 1)),
    -- How many attempts ended without a clear answer.
    ambiguous integer not null default 0 check (ambiguous >= 0),
    -- The provider's name of the message.
    provider_id text check (octet_length(provider_id) <= 1000),
    -- What was not quite as planned although it arrived.
    remark text check (octet_length(remark) <= 1000),
    -- Why it is dead, cancelled or unknown, or why the last attempt failed.
    reason text check (octet_length(reason) <= 1000),
    -- In seconds since 1970 UTC.
    created_at integer not null,
    -- When it came to its end, in seconds since 1970 UTC.
    settled_at integer,
    unique (event_id, recipient_id, channel),
    check ((event_id is not null) = (kind = 'alert'))
) strict;

insert into outbox_anew (id, event_id, recipient_id, channel, kind, state, attempt, due_at, lease_until, held,
    provider_id, reason, created_at)
select id, event_id, recipient_id, channel, 'alert', state, attempt, due_at, lease_until, due_at > created_at,
    provider_id, reason, created_at
from outbox;

drop table outbox;
alter table outbox_anew rename to outbox;

-- For what is due.
create index outbox_due on outbox (channel, due_at, id) where state = 'pending';

-- For what is being sent.
create index outbox_sending on outbox (channel, lease_until) where state = 'sending';

-- For counting.
create index outbox_state on outbox (state);

-- For somebody who leaves, and for what must not come twice.
create index outbox_recipient on outbox (recipient_id);
create unique index outbox_key on outbox (recipient_id, key) where key is not null;

-- Whoever pauses, leaves or blocks us is sent nothing more, whichever way that was written.
create trigger subscriber_stops after update of state on subscriber
when new.state in ('paused', 'left', 'blocked') and new.state <> old.state
begin
    update outbox set state = 'cancelled', reason = new.state
    where recipient_id = new.id and state = 'pending' and (kind <> 'test' or new.state = 'left');
end;

-- What somebody does not want to hear of for a while; it is held, not dropped.
create table mute (
    subscriber_id integer not null references subscriber (id) on delete cascade,
    -- The rule's id, or '*' for everything.
    rule text not null check (octet_length(rule) between 1 and 100),
    -- In seconds since 1970 UTC.
    until integer not null,
    primary key (subscriber_id, rule)
) strict, without rowid;

-- Links that work once. The secret itself is nowhere.
create table token (
    -- SHA-256 of the secret.
    hash blob not null primary key check (octet_length(hash) = 32),
    -- 'confirm' an address, or 'invite' somebody to join.
    purpose text not null check (purpose in ('confirm', 'invite')),
    -- Whose address it confirms.
    subscriber_id integer references subscriber (id) on delete cascade,
    -- In seconds since 1970 UTC.
    created_at integer not null,
    expires_at integer not null,
    used_at integer,
    check ((subscriber_id is null) = (purpose = 'invite'))
) strict, without rowid;

-- For counting how many mails somebody was sent.
create index token_subscriber on token (subscriber_id, created_at);

-- Channels that cannot deliver as a whole. A channel that is well has no row.
create table channel_pause (
    channel text not null primary key
        check (channel in ('telegram', 'email', 'webhook', 'ntfy', 'discord', 'slack')),
    -- In seconds since 1970 UTC.
    since integer not null,
    -- When it is tried again, in seconds since 1970 UTC.
    until integer not null,
    reason text not null check (octet_length(reason) <= 1000)
) strict, without rowid;

-- How far the bot has listened: one row.
create table bot (
    id integer primary key check (id = 1),
    -- The number of the update to ask for next.
    next_update integer not null
) strict;

-- Whether an alert was useful to whom it was sent.
create table alert_rating (
    event_id integer not null references alert_event (id) on delete cascade,
    subscriber_id integer not null references subscriber (id) on delete cascade,
    useful integer not null check (useful in (0, 1)),
    -- In seconds since 1970 UTC.
    at integer not null,
    primary key (event_id, subscriber_id)
) strict, without rowid;
