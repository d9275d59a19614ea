//! A mail: text and HTML side by side, the chart within it, and the headers that let people leave with one click.

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use url::Url;

use crate::channel::Envelope;
use crate::message::About;
use crate::render::{clean, html, text};

/// A mail as it goes out.
#[derive(Debug)]
pub struct Mail {
    /// Its name, the same in a repeat: `<row@domain>`.
    pub message_id: String,
    /// All of it.
    pub raw: Vec<u8>,
}

/// Composes the mail of an envelope.
pub fn compose(
    envelope: &Envelope,
    from: &Mailbox,
    to: &Address,
    now: DateTime<Utc>,
) -> Result<Mail, lettre::error::Error> {
    let card = envelope.card();
    let leave = leave(envelope, from);
    let own = |url: &Url| clean::own_link(url.as_str(), envelope.options.public_url.as_ref());
    let manage = envelope.manage.as_ref().and_then(own);
    let mut ways: Vec<(&str, &str)> = Vec::new();
    ways.extend(manage.as_ref().map(|url| ("Change what is sent", url.as_str())));
    ways.extend(leave.as_ref().map(|leave| ("Unsubscribe", leave.address.as_str())));
    let message_id = message_id(&envelope.id, from);
    let mut mail = Message::builder()
        .from(from.clone())
        // Without a name: it would be a stranger's words in a header.
        .to(Mailbox::new(None, to.clone()))
        .subject(card.subject())
        .date(now.into())
        .message_id(Some(message_id.clone()))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"));
    if let Some(leave) = &leave {
        mail = mail.raw_header(header("List-Unsubscribe", &format!("<{}>", leave.address)));
        if leave.one_click {
            mail = mail.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
    }
    let plain = SinglePart::plain(text::render(&card, &ways));
    let rich = SinglePart::html(html::render(&card, envelope.picture.is_some(), &ways));
    let both = MultiPart::alternative().singlepart(plain);
    let both = match &envelope.picture {
        None => both.singlepart(rich),
        Some(png) => both.multipart(MultiPart::related().singlepart(rich).singlepart(chart(png))),
    };
    Ok(Mail { message_id, raw: mail.multipart(both)?.formatted() })
}

fn chart(png: &[u8]) -> SinglePart {
    let png_type = ContentType::parse("image/png").expect("the type is a constant that parses");
    Attachment::new_inline_with_name(html::PICTURE_ID.to_owned(), "chart.png".to_owned())
        .body(png.to_vec(), png_type)
}

struct Leave {
    address: String,
    one_click: bool,
}

/// How to leave: one click where the page can be reached, else a mail to the sender. Nobody can leave what they have not
/// confirmed.
fn leave(envelope: &Envelope, from: &Mailbox) -> Option<Leave> {
    if matches!(envelope.message.about, About::Confirm(_)) {
        return None;
    }
    let own = |url: &Url| clean::own_link(url.as_str(), envelope.options.public_url.as_ref());
    let page = envelope.unsubscribe.as_ref().and_then(own);
    Some(match page {
        // RFC 8058 knows one click by https only.
        Some(url) => Leave { one_click: url.scheme() == "https", address: url.into() },
        None => Leave { address: format!("mailto:{}?subject=unsubscribe", from.email), one_click: false },
    })
}

/// A header under a constant name; lettre encodes its value.
fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// From the row's id, as far as its characters may stand in such a name.
fn message_id(row: &str, from: &Mailbox) -> String {
    let row: String =
        row.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(80).collect();
    format!("<{row}@{}>", from.email.domain())
}
