//! HTML mail: readable in light and dark, without anything from elsewhere. The picture is a part of the mail.

use std::fmt::Write as _;

use super::card::Card;
use super::clean::escape_html;
use super::text::BECAUSE;

/// Name of the picture's part within a mail.
pub const PICTURE_ID: &str = "chart";

/// Mail programs ignore sheets of style, or half of them: what must hold is inline and right for a light ground; those that
/// know dark read the sheet, whose classes then win.
const HEAD: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
<meta name=\"supported-color-schemes\" content=\"light dark\">\n<style>\n:root{color-scheme:light dark}\n\
@media (prefers-color-scheme:dark){.page{background:#0c0f14!important}.panel{background:#12161d!important;\
border-color:#1e2530!important}.ink{color:#e9edf3!important}.muted{color:#8b96a6!important}.accent{color:#f2b445!important}\
.line{border-color:#1e2530!important}}\n</style>\n";

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/// A card as HTML. `manage` are links about stopping or changing what is sent.
pub fn render(card: &Card, with_picture: bool, manage: &[(&str, &str)]) -> String {
    let title = escape_html(&card.title);
    let mut html = format!(
        "{HEAD}<title>{title}</title></head>\n<body class=\"page\" style=\"margin:0;padding:16px;background:#f4f5f2;{FONT}\">\n\
         <div class=\"panel\" style=\"max-width:600px;margin:0 auto;padding:20px;background:#ffffff;border:1px solid #e3e5df;\
         border-radius:12px\">\n\
         <p class=\"muted\" style=\"margin:0 0 8px;font-size:13px;color:#5d6672\">{} Strategic Cockpit</p>\n\
         <h1 class=\"ink\" style=\"margin:0 0 12px;font-size:20px;line-height:1.3;color:#14181f\">{title}</h1>\n",
        card.mark
    );
    if card.possible_repeat {
        html.push_str("<p class=\"muted\" style=\"margin:0 0 12px;font-size:13px;color:#5d6672\">(possible repeat)</p>\n");
    }
    if with_picture {
        let _ = writeln!(
            html,
            "<img src=\"cid:{PICTURE_ID}\" width=\"558\" alt=\"{}\" style=\"display:block;width:100%;height:auto;\
             border-radius:8px;margin:0 0 12px\">",
            escape_html(&format!("Chart: {}", card.title))
        );
    }
    rows(&mut html, card);
    bullets(&mut html, card);
    if let Some(why) = &card.why {
        let _ = writeln!(
            html,
            "<p class=\"ink\" style=\"margin:12px 0;font-size:14px;line-height:1.5;color:#14181f\"><b>Why now:</b> {}</p>",
            escape_html(why)
        );
    }
    for (words, url) in &card.links {
        link(&mut html, words, url.as_str(), "accent", "#8f5a00", 14);
    }
    let _ = writeln!(
        html,
        "<p class=\"muted line\" style=\"margin:16px 0 0;padding:12px 0 0;border-top:1px solid #e3e5df;font-size:12px;\
         color:#5d6672\">{}{}</p>",
        escape_html(&card.foot),
        if manage.is_empty() { String::new() } else { format!("<br>{}", escape_html(BECAUSE)) },
    );
    for (words, address) in manage {
        link(&mut html, words, address, "muted", "#5d6672", 12);
    }
    html.push_str("</div>\n</body></html>\n");
    html
}

fn rows(html: &mut String, card: &Card) {
    if card.rows.is_empty() {
        return;
    }
    html.push_str(
        "<table role=\"presentation\" style=\"border-collapse:collapse;width:100%;font-size:14px\">\n",
    );
    for (label, value) in &card.rows {
        let cell = "padding:6px 0;border-top:1px solid #e3e5df;vertical-align:top";
        let _ = writeln!(
            html,
            "<tr><td class=\"muted line\" style=\"{cell};padding-right:16px;color:#5d6672;white-space:nowrap\">{}</td>\
             <td class=\"ink line\" style=\"{cell};color:#14181f;text-align:right\">{}</td></tr>",
            escape_html(label),
            escape_html(value)
        );
    }
    html.push_str("</table>\n");
}

fn bullets(html: &mut String, card: &Card) {
    for (heading, text) in &card.bullets {
        let heading =
            if heading.is_empty() { String::new() } else { format!("<b>{}</b><br>", escape_html(heading)) };
        let _ = writeln!(
            html,
            "<p class=\"ink\" style=\"margin:12px 0;font-size:14px;line-height:1.5;color:#14181f\">{heading}{}</p>",
            escape_html(text)
        );
    }
    if card.more > 0 {
        let _ = writeln!(
            html,
            "<p class=\"muted\" style=\"font-size:14px;color:#5d6672\">… and {} more</p>",
            card.more
        );
    }
}

fn link(html: &mut String, words: &str, address: &str, class: &str, colour: &str, size_px: u8) {
    let _ = writeln!(
        html,
        "<p style=\"margin:8px 0 0;font-size:{size_px}px\"><a class=\"{class}\" style=\"color:{colour}\" href=\"{}\">{}</a></p>",
        escape_html(address),
        escape_html(words)
    );
}
