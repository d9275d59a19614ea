//! The code of the first start.

use std::fmt;

use cockpit_store::TokenHash;

use crate::keys::{hash, random};

/// Letters and digits that nobody takes for each other.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 140 bits, in groups of four letters.
const CODE_LENGTH: usize = 28;
const GROUP_LENGTH: usize = 4;

/// The code that whoever sets the first password must read in the log.
pub(crate) struct SetupCode(String);

impl SetupCode {
    pub(crate) fn random() -> Self {
        // 32 divides 256, so that every letter is as likely.
        let letters = random().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        Self(letters.into_iter().take(CODE_LENGTH).collect())
    }

    pub(crate) fn hash(&self) -> TokenHash {
        hash(&self.0)
    }

    /// The hash of a code as somebody typed it: with hyphens or not, in small letters, with an O for a zero.
    pub(crate) fn hash_of_typed(text: &str) -> TokenHash {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        let letters = letters.map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        });
        hash(&letters.collect::<String>())
    }
}

/// For the log: the one place where it is shown.
impl fmt::Display for SetupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP_LENGTH == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_accepted_however_it_is_typed_but_not_another_one() {
        let code = SetupCode::random();
        let shown = code.to_string();
        assert_eq!(shown.len(), CODE_LENGTH + 6, "{shown}");
        let confused = shown.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
        for typed in [shown.clone(), confused, format!("  {shown}\n"), shown.replace('-', "")] {
            assert_eq!(SetupCode::hash_of_typed(&typed), code.hash(), "{typed}");
        }
        assert_ne!(SetupCode::hash_of_typed(""), code.hash());
        assert_ne!(SetupCode::hash_of_typed(&shown[1..]), code.hash());
    }
}
