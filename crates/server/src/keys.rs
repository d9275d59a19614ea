//! Keys of this installation, and what is signed or drawn with them: links in messages, webhooks' keys, links that work once.
//!
//! All keys come from one secret: `COCKPIT_SECRET_KEY`, or a file beside the database that only its owner can read. It is
//! not in the database and not in its backups, so a stolen copy of those signs nothing.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use cockpit_notifier::{Key, Links};
use cockpit_store::{SubscriberId, TokenHash};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest, Sha256};
use url::Url;

use crate::config::{Config, Hidden};

/// Bytes of a signature in a link: as many as nobody can guess.
const SIGNATURE_BYTES: usize = 16;

/// What a key is for: none opens what another closes.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// Leaving with one click.
    Unsubscribe,
    /// The personal page.
    Manage,
    /// What a webhook's messages are signed with.
    Webhook,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Unsubscribe => b"unsubscribe",
            Self::Manage => b"manage",
            Self::Webhook => b"webhook",
        }
    }
}

/// The installation's keys. They do not print.
#[derive(Clone)]
pub(crate) struct Keys(Arc<[u8; 32]>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(***)")
    }
}

impl Keys {
    /// From the configuration, else from the file beside the database, which is made when it is not there.
    pub(crate) fn load(config: &Config) -> anyhow::Result<Self> {
        match &config.secret_key {
            Some(key) => Ok(Self::of(key)),
            None => Self::of_file(&beside(&config.database)),
        }
    }

    fn of(key: &Hidden) -> Self {
        Self(Arc::new(Sha256::digest(key.expose().as_bytes()).into()))
    }

    fn of_file(path: &Path) -> anyhow::Result<Self> {
        match File::open(path) {
            Ok(file) => read(file, path),
            Err(error) if error.kind() == ErrorKind::NotFound => make(path),
            Err(error) => Err(error).with_context(|| format!("{}: cannot be read", path.display())),
        }
    }

    fn mac(&self, purpose: Purpose, id: SubscriberId) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("a key of any length is taken");
        mac.update(purpose.label());
        mac.update(&[0]);
        mac.update(&id.0.to_be_bytes());
        mac
    }

    /// A signed name of somebody, for a link.
    pub(crate) fn token(&self, purpose: Purpose, id: SubscriberId) -> String {
        let mut bytes = id.0.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.mac(purpose, id).finalize().into_bytes()[..SIGNATURE_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose name it is, if we signed it for this purpose.
    pub(crate) fn read_token(&self, purpose: Purpose, token: &str) -> Option<SubscriberId> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, signature) = bytes.split_first_chunk::<8>()?;
        let id = SubscriberId(i64::from_be_bytes(*id));
        let whole = signature.len() == SIGNATURE_BYTES;
        (whole && self.mac(purpose, id).verify_truncated_left(signature).is_ok()).then_some(id)
    }

    /// The key of somebody's webhook, in the form of standardwebhooks.com.
    pub(crate) fn webhook(&self, id: SubscriberId) -> String {
        format!("whsec_{}", STANDARD.encode(self.mac(Purpose::Webhook, id).finalize().into_bytes()))
    }
}

fn beside(database: &Path) -> PathBuf {
    database.with_extension("key")
}

fn read(mut file: File, path: &Path) -> anyhow::Result<Keys> {
    let path = path.display();
    let mode = file.metadata().with_context(|| format!("{path}: cannot be looked at"))?.permissions().mode();
    ensure!(mode.trailing_zeros() >= 6, "{path}: others than its owner can read it; run: chmod 600 {path}");
    let mut text = String::new();
    file.read_to_string(&mut text).with_context(|| format!("{path}: cannot be read"))?;
    let key: Option<[u8; 32]> = STANDARD.decode(text.trim()).ok().and_then(|key| key.try_into().ok());
    let words =
        "holds no key; restore it from a copy, or delete it: links in earlier messages then stop working";
    Ok(Keys(Arc::new(key.with_context(|| format!("{path}: {words}"))?)))
}

fn make(path: &Path) -> anyhow::Result<Keys> {
    let key = random();
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = match opened {
        Ok(file) => file,
        // Another process of ours was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Keys::of_file(path),
        Err(error) => return Err(error).with_context(|| format!("{}: cannot be made", path.display())),
    };
    let written = writeln!(file, "{}", STANDARD.encode(key)).and_then(|()| file.sync_all());
    if let Err(error) = written {
        drop(std::fs::remove_file(path));
        return Err(error).with_context(|| format!("{}: cannot be written", path.display()));
    }
    Ok(Keys(Arc::new(key)))
}

/// 256 random bits.
pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random bytes");
    bytes
}

/// A secret for a link that works once: 256 random bits, as text, and what of it is stored.
pub(crate) struct Once {
    pub text: String,
    pub hash: TokenHash,
}

impl Once {
    pub(crate) fn new() -> Self {
        let text = URL_SAFE_NO_PAD.encode(random());
        let hash = hash(&text);
        Self { text, hash }
    }
}

/// What is stored of a secret.
pub(crate) fn hash(text: &str) -> TokenHash {
    Sha256::digest(text.as_bytes()).into()
}

/// Links in messages.
#[derive(Debug)]
pub(crate) struct SignedLinks {
    pub keys: Keys,
    pub public_url: Option<Url>,
}

impl SignedLinks {
    fn link(&self, page: &str, purpose: Purpose, id: SubscriberId) -> Option<Url> {
        under(self.public_url.as_ref()?, &[page, &self.keys.token(purpose, id)])
    }
}

impl Links for SignedLinks {
    fn unsubscribe(&self, id: SubscriberId) -> Option<Url> {
        self.link("unsubscribe", Purpose::Unsubscribe, id)
    }

    fn manage(&self, id: SubscriberId) -> Option<Url> {
        self.link("me", Purpose::Manage, id)
    }

    fn webhook_key(&self, id: SubscriberId) -> Key {
        Key::new(self.keys.webhook(id))
    }
}

/// An address below the page's own.
pub(crate) fn under(base: &Url, path: &[&str]) -> Option<Url> {
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().extend(path);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys(Arc::new([7; 32]))
    }

    #[test]
    fn a_signed_name_opens_its_own_door_and_no_other() {
        let (keys, id) = (keys(), SubscriberId(42));
        let token = keys.token(Purpose::Unsubscribe, id);
        assert_eq!(keys.read_token(Purpose::Unsubscribe, &token), Some(id));
        assert_eq!(keys.read_token(Purpose::Manage, &token), None);
        assert_eq!(Keys(Arc::new([8; 32])).read_token(Purpose::Unsubscribe, &token), None);
        for place in 0..token.len() {
            let mut other = token.clone().into_bytes();
            other[place] = if other[place] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            assert_eq!(keys.read_token(Purpose::Unsubscribe, &other), None, "at {place}");
        }
        for nonsense in ["", "x", "AAAAAAAAAAA", &token[..20], &format!("{token}AA"), "../../etc/passwd"] {
            assert_eq!(keys.read_token(Purpose::Unsubscribe, nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_million_guesses_open_nothing() {
        let keys = keys();
        for guess in 0..1_000_000_u64 {
            let mut bytes = 42_i64.to_be_bytes().to_vec();
            bytes.extend_from_slice(
                &[guess.to_le_bytes(), guess.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes()].concat(),
            );
            assert!(
                keys.mac(Purpose::Unsubscribe, SubscriberId(42)).verify_truncated_left(&bytes[8..]).is_err()
            );
        }
    }

    #[test]
    fn the_key_file_is_made_once_and_is_nobody_elses_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = beside(&folder.path().join("cockpit.db"));
        let made = Keys::of_file(&path).unwrap();
        assert_eq!(*made.0, *Keys::of_file(&path).unwrap().0);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!format!("{made:?}").contains(std::fs::read_to_string(&path).unwrap().trim()));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(format!("{:#}", Keys::of_file(&path).unwrap_err()).contains("chmod 600"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, "half").unwrap();
        assert!(format!("{:#}", Keys::of_file(&path).unwrap_err()).contains("holds no key"));
    }

    #[test]
    fn links_lie_under_the_page_wherever_that_is() {
        for (base, link) in [
            ("https://c.example", "https://c.example/me/x"),
            ("https://c.example/cockpit/", "https://c.example/cockpit/me/x"),
        ] {
            assert_eq!(under(&base.parse().unwrap(), &["me", "x"]).unwrap().as_str(), link);
        }
    }
}
