//! The settings without scripts: forms as a browser fills and sends them, against the real program.

mod appearance;
mod bad_input;
mod dialog;
pub(crate) mod form;
mod mail;
mod market;
mod people;
mod personal;
mod program;
mod regime;
mod rules;
mod slider;
mod sources;
mod thresholds;
mod together;

use self::form::Form;
use crate::access::visitor::{Answer, PASSWORD, Visitor};
use crate::app::App;
use crate::post::Post;

/// Where the list of people is.
const PEOPLE: &str = "/?settings=subscribers";

/// Providers and a program whose operator is logged in.
pub(crate) async fn desk() -> (Post, App, Visitor) {
    let mut post = Post::new().await;
    post.home.set("COCKPIT_ADMIN_PASSWORD", PASSWORD);
    let app = post.serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    (post, app, operator)
}

impl Visitor {
    /// A page that is there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.body
    }

    /// Adds somebody by the form for it, with these fields filled in.
    async fn adds(&self, channel: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.page(&format!("{PEOPLE}&add={channel}")).await;
        let form = Form::of(&page, "/settings/subscribers/add");
        fields.iter().fold(form, |form, (name, value)| form.set(name, value)).send(self).await
    }

    /// Where a form has led, after it was done.
    async fn follow(&self, answer: &Answer) -> String {
        assert_eq!(answer.status, 303, "{answer:?}");
        self.page(answer.place()).await
    }
}
