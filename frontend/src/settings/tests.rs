mod sample;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::Status;

use self::sample::{HOSTILE, bodies, me, thresholds};
use super::view::{
    Body, Conflict, ConflictLine, Density, Notice, Person, Section, SettingsView, SubscriberOpen,
    SubscribersView, Undo,
};
use crate::render::{self, Assets, Frame, Theme};

fn frame(settings: Option<&SettingsView>) -> Frame<'_> {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    Frame {
        now,
        time_zone: Tz::UTC,
        theme: Theme::System,
        density: Density::Compact,
        updated_at: None,
        assets: Assets { prefix: "/pkg/ab12cd" },
        nonce: "once",
        settings,
    }
}

fn view(body: Body) -> SettingsView {
    let words = HOSTILE.to_owned();
    let notice = Notice {
        words: words.clone(),
        problem: true,
        secret: Some(words.clone()),
        undo: Some(Undo { action: words.clone(), fields: vec![(words.clone(), words.clone())] }),
    };
    let line = ConflictLine { label: words.clone(), theirs: words.clone(), ours: words };
    SettingsView {
        back: "/radar?impact=high".to_owned(),
        operator: true,
        notice: Some(notice),
        conflict: Some(Conflict { lines: vec![line] }),
        body,
    }
}

fn page(body: Body) -> String {
    render::radar(&[], &Status::default(), &frame(Some(&view(body))))
}

/// Every section, with whatever can be open in it, and the personal page.
fn pages() -> Vec<(String, String)> {
    let of = |body: Body| (format!("{} page", body.section().as_str()), page(body));
    let personal = [Person::Active, Person::Paused, Person::Left]
        .map(|state| (format!("me {state:?}"), render::me(&me(state), &frame(None))));
    bodies().into_iter().map(of).chain(personal).collect()
}

/// The values of an attribute, wherever it stands.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn what_people_entered_is_text_and_nothing_inline_breaks_the_policy() {
    for (name, html) in pages() {
        assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{name} shows what was entered");
        assert!(!html.contains("<img") && !html.contains("<b ") && !html.contains("<script>"), "{name}");
        assert!(!html.contains("href=\"javascript"), "{name}");
        let tags = html.split('<').filter_map(|part| Some(part.split_once('>')?.0));
        let names: Vec<&str> =
            tags.flat_map(|tag| tag.split('"').step_by(2)).flat_map(str::split_whitespace).collect();
        let inline =
            |name: &&str| name.starts_with("style=") || (name.starts_with("on") && name.ends_with('='));
        assert_eq!(names.iter().copied().find(inline), None, "{name}");
    }
}

#[test]
fn every_name_is_bound_to_something_that_is_there_once() {
    for (name, html) in pages() {
        let mut ids = HashSet::new();
        for id in values(&html, "id") {
            assert!(ids.insert(id), "{name}: two elements are called {id}");
        }
        for attribute in ["for", "aria-labelledby", "aria-describedby", "list", "data-copy"] {
            for id in values(&html, attribute).into_iter().flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{name}: {attribute}={id} leads nowhere");
            }
        }
    }
}

#[test]
fn every_field_that_is_refused_says_so_to_whoever_listens() {
    let mut refused = 0;
    for (name, html) in pages() {
        for tag in html.split('<').filter(|tag| tag.contains("aria-invalid=\"true\"")) {
            refused += 1;
            let described = values(tag, "aria-describedby").first().copied().unwrap_or_default();
            let of = described.split_whitespace().find(|id| id.ends_with("-error"));
            let said = format!("id=\"{}\"", of.unwrap_or_else(|| panic!("{name}: {tag}")));
            assert!(html.contains(&said), "{name}: {tag}");
        }
    }
    assert!(refused >= 30, "{refused} fields were refused");
}

#[test]
fn every_form_carries_where_it_came_from_and_no_field_is_without_a_name_to_read() {
    for body in bodies() {
        let html = page(body);
        let (_, dialog) = html.split_once("<dialog").unwrap();
        for form in dialog.split("<form ").skip(1).filter(|form| form.starts_with("method=\"post\"")) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("name=\"back\" value=\"/radar?impact=high\""), "{form}");
        }
        let labelled: HashSet<&str> = values(&html, "for").into_iter().collect();
        for tag in dialog.split('<').filter(|tag| tag.starts_with("input ") || tag.starts_with("select ")) {
            let id = values(tag, "id").first().copied().unwrap_or_default();
            let inside = ["\"hidden\"", "\"checkbox\"", "\"radio\""].iter().any(|kind| tag.contains(kind));
            assert!(inside || tag.contains("aria-label=") || labelled.contains(id), "{tag}");
        }
    }
}

#[test]
fn the_page_beneath_cannot_be_reached_and_the_way_back_leads_to_it() {
    let html = page(Body::Subscribers(SubscribersView::default()));
    let (beneath, dialog) = html.split_once("<dialog").unwrap();
    assert!(beneath.contains("<div inert class=\"beneath\">"), "{beneath}");
    assert!(dialog.contains("aria-modal=\"true\" aria-labelledby=\"settings-title\""), "{dialog}");
    assert!(dialog.contains("href=\"/radar?impact=high#open-settings\""), "{dialog}");
    assert!(beneath.contains("id=\"open-settings\" href=\"?settings\""), "{beneath}");
    assert_eq!(html.matches("<h1").count(), 1);
    for section in Section::ALL {
        let href = format!("href=\"/radar?impact=high&amp;settings={}\"", section.as_str());
        assert!(dialog.contains(&href), "{href}");
        assert_eq!(Section::from_word(section.as_str()), Some(section));
    }
    assert_eq!(dialog.matches("aria-current=\"page\"").count(), 1);
    assert!(html.contains("data-density=\"compact\""));
}

#[test]
fn whoever_is_not_the_operator_is_led_to_the_door() {
    let view = SettingsView { operator: false, ..view(Body::Appearance(sample::appearance())) };
    let html = render::radar(&[], &Status::default(), &frame(Some(&view)));
    let (_, dialog) = html.split_once("<dialog").unwrap();
    assert!(
        dialog.contains("href=\"/login?next=/radar%3Fimpact%3Dhigh%26settings%3Dsubscribers\""),
        "{dialog}"
    );
    assert!(!dialog.contains("settings=thresholds") && dialog.contains("settings=appearance"), "{dialog}");
}

#[test]
fn a_person_is_added_changed_and_removed_with_what_the_server_reads() {
    for (open, action, names) in [
        (
            0,
            "add",
            "channel name address preset time_zone locale quiet_from quiet_until digest_hour operator own",
        ),
        (1, "save", "channel name address id revision"),
        (2, "remove", "id revision"),
    ] {
        let html = page(Body::Subscribers(sample::subscribers(open)));
        let opening = format!("action=\"/settings/subscribers/{action}\"");
        let form = html.split(&opening).nth(1).unwrap().split("</form>").next().unwrap();
        for name in names.split(' ') {
            assert!(form.contains(&format!("name=\"{name}\"")), "{action} sends {name}: {form}");
        }
    }
    let list = page(Body::Subscribers(SubscribersView { open: None, ..sample::subscribers(0) }));
    for action in ["test", "pause", "resume", "confirm", "invite"] {
        assert!(list.contains(&format!("action=\"/settings/subscribers/{action}\"")), "{action}");
    }
    let edit = sample::subscribers(1);
    assert!(matches!(edit.open, Some(SubscriberOpen::Edit(_))));
}

#[test]
fn a_slider_knows_its_number_and_its_presets_and_says_how_often_it_would_have_fired() {
    let html = page(Body::Thresholds(thresholds("2")));
    for words in [
        "data-rule=\"btc.change.15m\" data-low=\"0.25\" data-high=\"16\"",
        "name=\"shown\" value=\"btc.change.15m\"",
        "name=\"on\" value=\"btc.change.15m\" checked",
        "name=\"btc.change.15m\" value=\"2\"",
        "aria-valuetext=\"2 percent\"",
        "<span>would have fired</span> <strong>twice, in one week</strong>",
        "<strong data-together aria-live=\"polite\">2 alerts in 90 days</strong>",
        "Balanced 2",
        "<button type=\"submit\" name=\"preset\" value=\"calm\" aria-pressed=\"true\"",
        "data-like=\"calm\"",
        "name=\"who\" value=\"all\"",
        "<option value=\"7\">",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert_eq!(html.matches("type=\"range\"").count(), 2, "one for each rule with presets");
    // Without scripts a slider would do nothing.
    assert_eq!(html.matches(" disabled").count(), 2);
}

#[test]
fn of_several_rules_the_one_with_something_wrong_is_seen_first() {
    let seen = |view| {
        let html = page(Body::Thresholds(view));
        let chosen = |tag: &&str| tag.contains("name=\"tab.btc\"") && tag.contains("checked");
        html.split('<')
            .find(chosen)
            .and_then(|tag| values(tag, "value").first().map(|rule| (*rule).to_owned()))
    };
    assert_eq!(seen(thresholds("2")).as_deref(), Some("btc.change.15m"), "the first that is on");
    let mut asked = thresholds("2");
    asked.shown = Some("btc.drift".to_owned());
    assert_eq!(seen(asked.clone()).as_deref(), Some("btc.drift"));
    let field = asked.groups[0].rules[1].threshold.as_mut().unwrap();
    field.error = Some("must be more".to_owned());
    assert_eq!(seen(asked).as_deref(), Some("btc.change.24h"), "what is wrong");
}

#[test]
fn the_personal_page_needs_no_login_and_has_a_button_for_everything() {
    let html = render::me(&me(Person::Active), &frame(None));
    for action in ["thresholds", "preset", "profile", "mute", "pause"] {
        assert!(html.contains(&format!("action=\"/me/token/{action}\"")), "{action}: {html}");
    }
    assert!(
        html.contains("href=\"/me/token?leave=1#main\"") && !html.contains("/me/token/leave\""),
        "asks first"
    );
    assert!(!html.contains("/settings/") && !html.contains("<dialog"), "{html}");
    let mut leaving = me(Person::Active);
    leaving.leaving = true;
    assert!(render::me(&leaving, &frame(None)).contains("action=\"/me/token/leave\""));
    let paused = render::me(&me(Person::Paused), &frame(None));
    assert!(paused.contains("action=\"/me/token/resume\"") && !paused.contains("/mute\""), "{paused}");
    assert!(render::me(&me(Person::Left), &frame(None)).contains("Come back"));
}

#[test]
fn what_is_private_does_not_print() {
    let view = view(Body::Subscribers(sample::subscribers(0)));
    assert_eq!(format!("{view:?}"), "SettingsView(subscribers)");
    let printed = format!("{:?}", super::view::Field::refused("office@example.org", "is taken"));
    assert!(printed.contains("is taken") && !printed.contains("office"), "{printed}");
}

#[test]
fn a_form_that_only_asks_takes_the_query_of_the_page_with_it_as_it_was_meant() {
    let body = Body::Subscribers(sample::subscribers(0));
    let view = SettingsView { back: "/docs?q=quiet%20hours+%26%20more".to_owned(), ..view(body) };
    let html = render::radar(&[], &Status::default(), &frame(Some(&view)));
    let form = html.split("role=\"search\"").last().unwrap().split("</form>").next().unwrap();
    assert!(form.contains("name=\"q\" value=\"quiet hours &amp; more\""), "{form}");
    assert!(form.contains("name=\"settings\" value=\"subscribers\""), "{form}");
}
