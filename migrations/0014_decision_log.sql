-- For the log of one series, and of one outcome: what fired is rare among what was suppressed.
create index decision_series on decision (series, at);
create index decision_outcome on decision (outcome, at);
