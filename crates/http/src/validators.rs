//! What an answer gave us to ask "has it changed?" with.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use reqwest::header::{ETAG, HeaderMap, HeaderValue, LAST_MODIFIED};

/// More addresses than the program has; beyond that the memory starts anew.
const ADDRESSES_MAX: usize = 256;

/// The validators of one answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Validators {
    pub(crate) etag: Option<HeaderValue>,
    pub(crate) last_modified: Option<HeaderValue>,
}

impl Validators {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self { etag: headers.get(ETAG).cloned(), last_modified: headers.get(LAST_MODIFIED).cloned() }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// Validators by address (without its secrets).
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<HashMap<String, Validators>>);

impl Memory {
    pub(crate) fn recall(&self, address: &str) -> Validators {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(address).cloned().unwrap_or_default()
    }

    pub(crate) fn keep(&self, address: &str, validators: Validators) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ADDRESSES_MAX && !known.contains_key(address) {
            known.clear();
        }
        if validators.is_empty() {
            known.remove(address);
        } else {
            known.insert(address.to_owned(), validators);
        }
    }

    pub(crate) fn forget(&self, address: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(address);
    }
}
