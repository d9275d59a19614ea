//! What must happen when things go wrong, on real files.

mod cancel;
mod damage;
mod full;
mod refuse;
mod schema;
mod writers;
