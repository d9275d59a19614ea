mod appends;
mod plans;
mod property;
mod reads;
mod samples;
