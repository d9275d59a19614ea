mod appends;
mod plans;
mod property;
mod reads;
mod recorded;
mod samples;
