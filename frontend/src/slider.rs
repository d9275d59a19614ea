//! What a threshold's slider knows, on the server and in the browser alike: its steps, and the past beneath it.

pub(crate) mod past;
pub(crate) mod scale;
