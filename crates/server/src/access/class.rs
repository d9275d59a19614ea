//! Whom each path is for. A path cannot be added without saying so, and is guarded by what it says.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::MethodRouter;

use super::operator::{only_operator, unless_private};
use crate::serve::{App, settings};

/// Whom a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Anybody, also when the public view is closed.
    Open,
    /// Anybody, unless the public view is closed.
    Public,
    /// The operator alone.
    Operator,
    /// Whoever holds the link: its token says who it is.
    Link,
    /// As a link, and the one that a mail program may post to without being a page of ours (RFC 8058).
    OneClick,
}

/// The paths, each with its class.
pub(crate) struct Routes {
    app: App,
    router: Router<App>,
    classes: Vec<(String, Class)>,
}

impl Routes {
    pub(crate) fn new(app: &App) -> Self {
        Self { app: app.clone(), router: Router::new(), classes: Vec::new() }
    }

    /// Answers `path` for those whom it is for.
    pub(crate) fn add(mut self, class: Class, path: &str, methods: MethodRouter<App>) -> Self {
        let methods = match class {
            Class::Open | Class::Link | Class::OneClick => methods,
            Class::Public => methods.route_layer(from_fn_with_state(self.app.clone(), unless_private)),
            Class::Operator => methods.route_layer(from_fn_with_state(self.app.clone(), only_operator)),
        };
        self.router = self.router.route(path, methods);
        self.classes.push((path.to_owned(), class));
        self
    }

    /// As [`Routes::add`], for a page: the settings open over it.
    pub(crate) fn page(self, class: Class, path: &str, methods: MethodRouter<App>) -> Self {
        let methods = methods.route_layer(from_fn_with_state(self.app.clone(), settings::over));
        self.add(class, path, methods)
    }

    /// Puts `inner` below `prefix`, with what `finish` adds to it alone.
    pub(crate) fn nest(
        mut self,
        prefix: &str,
        inner: Self,
        finish: impl FnOnce(Router<App>) -> Router<App>,
    ) -> Self {
        self.router = self.router.nest(prefix, finish(inner.router));
        self.classes
            .extend(inner.classes.into_iter().map(|(path, class)| (format!("{prefix}{path}"), class)));
        self
    }

    /// The router, and each path with its class.
    pub(crate) fn finish(self) -> (Router<App>, Vec<(String, Class)>) {
        (self.router, self.classes)
    }
}
