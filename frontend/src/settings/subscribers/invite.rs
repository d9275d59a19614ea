//! A link with which somebody joins by themselves, and the same as a QR code.

use std::fmt::Write;

use leptos::prelude::*;

use crate::format;
use crate::settings::dialog::{Over, copied};
use crate::settings::view::{Invite, Qr};

/// Light modules around, which readers need.
const QUIET_ZONE: usize = 4;

pub(super) fn invite(invite: &Invite, over: Over<'_>) -> AnyView {
    let until = format::clock(invite.expires_at, over.setting.now, over.setting.zone);
    view! {
        <section class="sub invite" aria-labelledby="invite-heading" data-first tabindex="-1">
            <div class="fields">
                <h3 id="invite-heading">"An invitation"</h3>
                <p class="muted">{format!("Whoever opens it in Telegram and presses Start is told from then on. It works once, until {until}.")}</p>
                {copied("invite-url", "Link", &invite.url)}
                <p><a class="quiet" href=over.link("")>"Done"</a></p>
            </div>
            {code(&invite.qr)}
        </section>
    }
    .into_any()
}

/// Dark on light in either theme: not every reader takes the reverse.
fn code(qr: &Qr) -> AnyView {
    let side = qr.size + 2 * QUIET_ZONE;
    view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") shape-rendering="crispEdges" role="img" aria-label="QR code of the link">
            <rect width=side height=side fill="white"></rect>
            <path d=path(qr) fill="black"></path>
        </svg>
    }
    .into_any()
}

/// One piece for each run of dark modules.
fn path(qr: &Qr) -> String {
    let mut path = String::new();
    for (y, row) in qr.dark.chunks(qr.size.max(1)).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let run = row[x..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                // Writing to a String does not fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_are_drawn_inside_the_quiet_zone() {
        let row = |text: &str| text.bytes().map(|byte| byte == b'#').collect::<Vec<_>>();
        let qr = Qr { size: 4, dark: [row("##.#"), row("...."), row("####"), row(".#..")].concat() };
        assert_eq!(path(&qr), "M4 4h2v1h-2zM7 4h1v1h-1zM4 6h4v1h-4zM5 7h1v1h-1z");
        assert_eq!(path(&Qr { size: 0, dark: Vec::new() }), "");
    }
}
