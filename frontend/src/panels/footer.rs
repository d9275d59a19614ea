//! Attributions, and what this is not.

use leptos::prelude::*;

use crate::attributions::PUBLISHERS;

pub(crate) fn footer() -> impl IntoView {
    let links = PUBLISHERS.into_iter().map(|(name, url)| {
        view! { <li><a href=url rel="noreferrer noopener">{name}</a></li> }
    });
    view! {
        <footer class="bottom">
            <nav class="bottom-places" aria-label="More">
                <a href="/sources">"Sources"</a>
                <a href="/docs">"Docs"</a>
                <a href="/docs/keyboard">"Keyboard"</a>
                <a href="/?view=wall">"Wall mode"</a>
                <a href="/?view=arrange">"Arrange cards"</a>
                <a href="/api/v1/openapi.json">"API"</a>
            </nav>
            <p>"Data by"</p>
            <ul>{links.collect_view()}</ul>
            <p>
                "This product uses the FRED® API but is not endorsed or certified by the Federal Reserve Bank of St. Louis. "
                <strong>"Not investment advice."</strong>
            </p>
        </footer>
        {super::palette::palette()}
    }
}
