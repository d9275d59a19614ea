//! Who asks: the operator, or somebody from an address.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts, OriginalUri, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cockpit_store::SessionId;

use super::next;
use crate::keys::hash;
use crate::serve::{App, Problem};

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub IpAddr);

impl FromRequestParts<App> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Every connection has one; without it all would share one allowance.
        let peer = info.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        Ok(Self(app.access.proxies.client(peer, &parts.headers)))
    }
}

/// The operator, logged in. A handler that takes one is never run for anybody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    /// The session.
    pub session: SessionId,
    /// From where.
    pub address: IpAddr,
}

impl FromRequestParts<App> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match Self::find(parts, app).await {
            Ok(Some(operator)) => Ok(operator),
            Ok(None) => Err(log_in_first(parts)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}

/// For what the operator sees more of than others.
impl OptionalFromRequestParts<App> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        Self::find(parts, app).await
    }
}

impl Operator {
    async fn find(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        // The guard of the path may have looked already.
        if let Some(operator) = parts.extensions.get::<Self>() {
            return Ok(Some(*operator));
        }
        let Some(token) = app.access.cookie.read(&parts.headers) else { return Ok(None) };
        let session = app.access.store.session(hash(token), app.access.now()).await;
        let session = session.map_err(|error| Problem::ours(&error))?;
        let Ok(Peer(address)) = Peer::from_request_parts(parts, app).await;
        Ok(session.map(|session| Self { session: session.id, address }))
    }
}

/// Guards what is the operator's alone.
pub(super) async fn only_operator(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match <Operator as FromRequestParts<App>>::from_request_parts(&mut parts, &app).await {
        Ok(operator) => {
            parts.extensions.insert(operator);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refusal) => refusal,
    }
}

/// Guards what is for anybody while the public view is open.
pub(super) async fn unless_private(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.access.private { only_operator(State(app), request, next).await } else { next.run(request).await }
}

/// Pages lead to the login and back; what programs read says 401.
pub(crate) fn log_in_first(parts: &Parts) -> Response {
    // Below a prefix a path has lost it.
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
    let path = uri.path();
    if !is_page(path) {
        return Problem::status(StatusCode::UNAUTHORIZED, "log in first").into_response();
    }
    let place = uri.path_and_query().map_or("/", |place| place.as_str());
    see_other(&if parts.method == Method::GET { next::login(place) } else { "/login".to_owned() })
}

/// Whether a person looks at what is there.
fn is_page(path: &str) -> bool {
    let has_ending = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    !has_ending && !["/api/", "/events", "/metrics"].iter().any(|start| path.starts_with(start))
}

/// Sends a browser to another page of ours.
pub(crate) fn see_other(place: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // A place of ours has passed `next::local`, or stands in this program.
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(LOCATION, place);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_the_login_and_what_programs_read_does_not() {
        for path in ["/", "/radar", "/settings", "/metric/btc"] {
            assert!(is_page(path), "{path}");
        }
        for path in
            ["/api/v1/dashboard", "/calendar.ics", "/alerts.atom", "/events", "/metrics", "/data/x.json"]
        {
            assert!(!is_page(path), "{path}");
        }
    }
}
