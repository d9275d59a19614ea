//! What people are told, by the real program, to a Telegram and a mail server of our own (RELIABILITY D and E).

mod joining;
mod leaving;
mod letters;
mod mail;
mod outage;
mod process;
mod rates;
mod soak;
mod talk;
mod telegram;
