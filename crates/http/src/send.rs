//! The one file that sends.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{
    CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode};
use tokio::time::{Instant, timeout_at};
use tracing::Span;
use tracing::field::Empty;
use url::{Position, Url};

use crate::address::{PublicOnly, is_literal_private};
use crate::answer::{Answer, Reply, read};
use crate::backoff::pause;
use crate::breaker::Admission;
use crate::error::{BuildError, HttpError};
use crate::failure::{classify, words};
use crate::host::{Host, HostStatus, Hosts};
use crate::post::{Post, Receipt};
use crate::request::Request;
use crate::retry_after::retry_at;
use crate::validators::{Memory, Validators};
use crate::{Clock, Secret};

const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// Connections kept open per host, and for how long: a page of feeds asks the same few hosts again within a minute.
const IDLE_CONNECTIONS_MAX: usize = 2;
const IDLE_MAX: Duration = Duration::from_secs(90);

/// How the sender is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What upstreams are told we are.
    pub user_agent: String,
    /// Where every request is sent instead, with the original host as first path segment.
    pub gateway: Option<Url>,
    /// No question may take longer than this, whatever its own limit says.
    pub total_max: Option<Duration>,
}

/// Sends requests; cheap to clone, and all clones share what is known of the hosts.
#[derive(Clone, Debug)]
pub struct Sender(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: Client,
    settings: Settings,
    clock: Clock,
    hosts: Hosts,
    memory: Memory,
}

impl Sender {
    /// Builds the client: rustls with the system's root certificates (`SSL_CERT_FILE` is honoured), no redirects, no
    /// proxy, and without a gateway only https and public addresses.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, BuildError> {
        // Someone else may have installed a provider already, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let user_agent = HeaderValue::from_str(&settings.user_agent)
            .map_err(|_| BuildError::Client("the user agent is not a valid header".to_owned()))?;
        let mut builder = Client::builder()
            .user_agent(user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_DEADLINE)
            .pool_idle_timeout(IDLE_MAX)
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            // Tries are counted here, so nobody else may try again.
            .retry(reqwest::retry::never())
            .no_proxy();
        match &settings.gateway {
            None => builder = builder.https_only(true).dns_resolver(Arc::new(PublicOnly)),
            Some(gateway) if is_usable(gateway) => {}
            Some(_) => return Err(BuildError::Gateway),
        }
        let client = builder.build().map_err(|error| BuildError::Client(words(&error)))?;
        let (hosts, memory) = (Hosts::default(), Memory::default());
        Ok(Self(Arc::new(Inner { client, settings, clock, hosts, memory })))
    }

    /// What is known of every host that was asked.
    pub fn hosts(&self) -> Vec<HostStatus> {
        self.0.hosts.status(self.0.clock.now())
    }

    /// Sends a request when its host's turn has come, and reads the whole answer.
    ///
    /// The total deadline starts with the turn. A host that fails is asked again after a growing pause while there is
    /// time; one that asks for patience is not, it is closed to everyone until the time it named. After five failed
    /// sends in a row a host gets one try a minute until one succeeds.
    #[tracing::instrument(
        name = "http.send", level = "debug", skip_all,
        fields(host = request.url.host_str(), status = Empty, tries = Empty, took_ms = Empty)
    )]
    pub async fn send(&self, request: &Request) -> Result<Reply, HttpError> {
        let inner = &*self.0;
        check_address(&request.url)?;
        let host = inner.hosts.of(request.url.host_str().unwrap_or_default());
        let admission = host.enter(request.limits.spacing, &inner.clock).await?;
        let started = Instant::now();
        let (result, tries) = inner.tries(request, &host, admission, started).await;
        host.ended(result.as_ref().err(), inner.clock.now());
        let span = Span::current();
        span.record("tries", tries);
        span.record("took_ms", u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        match &result {
            Ok(_) => tracing::debug!("the host answered"),
            Err(error) => tracing::debug!(%error, "the host gave nothing"),
        }
        result
    }

    /// Sends a message once, and gives back whatever status the receiver answers with. Spacing and limits of rate are the
    /// caller's: they belong to receivers, not to hosts.
    #[tracing::instrument(
        name = "http.post", level = "debug", skip_all,
        fields(host = post.url.host_str(), status = Empty, took_ms = Empty)
    )]
    pub async fn post(&self, post: Post) -> Result<Receipt, HttpError> {
        let inner = &*self.0;
        check_address(&post.url)?;
        let started = Instant::now();
        let total = inner.settings.total_max.map_or(post.total, |max| max.min(post.total));
        let result = match timeout_at(started + total, inner.deliver(post)).await {
            Ok(result) => result,
            Err(_) => Err(HttpError::Deadline { after: total }),
        };
        Span::current().record("took_ms", u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        match &result {
            Ok(_) => tracing::debug!("the receiver answered"),
            Err(error) => tracing::debug!(%error, "the receiver gave no answer"),
        }
        result
    }

    /// Forgets what a conditional request would compare with, so that the next one gets the whole body. For an answer
    /// that could not be used: otherwise "not modified" would stand for it from then on.
    pub fn forget(&self, request: &Request) {
        self.0.memory.forget(request.url.as_str());
    }
}

impl Inner {
    async fn tries(
        &self,
        request: &Request,
        host: &Host,
        mut admission: Admission,
        started: Instant,
    ) -> (Result<Reply, HttpError>, u32) {
        let limits = &request.limits;
        let total = self.settings.total_max.map_or(limits.total, |max| max.min(limits.total));
        let deadline = started + total;
        let mut tries = 1;
        loop {
            let attempt_ends = (Instant::now() + limits.attempt).min(deadline);
            let result = match timeout_at(attempt_ends, self.attempt(request, host, started)).await {
                Ok(result) => result,
                Err(_) if attempt_ends < deadline => Err(HttpError::Deadline { after: limits.attempt }),
                Err(_) => Err(HttpError::Deadline { after: total }),
            };
            let Err(error) = &result else { return (result, tries) };
            let again_at = Instant::now() + pause(tries, fastrand::f64());
            let may_again = admission == Admission::Ordinary && tries < limits.tries && again_at < deadline;
            if !may_again || !error.is_retried_in_place() {
                return (result, tries);
            }
            tokio::time::sleep_until(again_at).await;
            // The next try queues like any request. If the host was closed meanwhile, or the time is up, what the
            // last try met is the better thing to tell.
            match timeout_at(deadline, host.enter(limits.spacing, &self.clock)).await {
                Ok(Ok(admitted)) => admission = admitted,
                Ok(Err(_)) | Err(_) => return (result, tries),
            }
            tries += 1;
        }
    }

    async fn attempt(&self, request: &Request, host: &Host, started: Instant) -> Result<Reply, HttpError> {
        let address = request.url.as_str();
        let known = if request.conditional { self.memory.recall(address) } else { Validators::default() };
        let url = self.route(&request.url, None, &request.secret_query);
        let mut builder = self.client.get(url).headers(headers(&request.headers)?);
        if let Some(etag) = &known.etag {
            builder = builder.header(IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = &known.last_modified {
            builder = builder.header(IF_MODIFIED_SINCE, last_modified);
        }
        let response = builder.send().await.map_err(|error| classify(&error))?;
        let status = response.status();
        Span::current().record("status", status.as_u16());
        let now = self.clock.now();
        match status {
            StatusCode::NOT_MODIFIED if known.is_empty() => return Err(HttpError::UnaskedNotModified),
            StatusCode::NOT_MODIFIED => return Ok(Reply::NotModified { received_at: now }),
            StatusCode::TOO_MANY_REQUESTS => return Err(host.block(advice(&response), now)),
            StatusCode::SERVICE_UNAVAILABLE if response.headers().contains_key(RETRY_AFTER) => {
                return Err(host.block(advice(&response), now));
            }
            status if status.is_redirection() => return Err(HttpError::Redirect(status.as_u16())),
            status if !status.is_success() => return Err(HttpError::Status(status.as_u16())),
            _ => {}
        }
        let validators = Validators::of(response.headers());
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        let body = read(response, request.limits.body_bytes_max).await?;
        if request.conditional {
            self.memory.keep(address, validators);
        }
        Ok(Reply::Fresh(Answer {
            body,
            content_type,
            received_at: self.clock.now(),
            took: started.elapsed(),
        }))
    }

    async fn deliver(&self, post: Post) -> Result<Receipt, HttpError> {
        let url = self.route(&post.url, post.secret_path.as_ref(), &[]);
        let builder = self.client.post(url).headers(headers(&post.headers)?);
        let builder = post.body.apply(builder).map_err(|error| classify(&error))?;
        let response = builder.send().await.map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        Span::current().record("status", status);
        let now = self.clock.now();
        let retry_at = advice(&response).map(|advice| retry_at(Some(advice), now));
        // The status says whether the message was taken; a body that breaks off does not take that back.
        let body = read(response, post.body_bytes_max).await.unwrap_or_default();
        Ok(Receipt { status, retry_at, body, received_at: self.clock.now() })
    }

    /// The address to connect to, with its secrets: its own, or the gateway's with the original host (and port, if one
    /// is named) as first path segment.
    fn route(&self, url: &Url, secret_path: Option<&Secret>, secret_query: &[(&'static str, Secret)]) -> Url {
        let mut url = url.clone();
        if let Some(path) = secret_path {
            let whole = format!("{}/{}", url.path().trim_end_matches('/'), path.expose());
            url.set_path(&whole);
        }
        if let Some(gateway) = &self.settings.gateway {
            let (base, host) =
                (gateway.path().trim_end_matches('/'), &url[Position::BeforeHost..Position::AfterPort]);
            let path = format!("{base}/{host}{}", url.path());
            let mut routed = gateway.clone();
            routed.set_path(&path);
            routed.set_query(url.query());
            url = routed;
        }
        for (name, value) in secret_query {
            url.query_pairs_mut().append_pair(name, value.expose());
        }
        url
    }
}

/// Whether a request to this address may be sent at all, through a gateway or not.
pub fn check_address(url: &Url) -> Result<(), HttpError> {
    if is_literal_private(url) {
        return Err(HttpError::ForbiddenAddress);
    }
    if url.scheme() != "https" {
        return Err(HttpError::NotHttps);
    }
    // It would be printed with the address; a password belongs into a header.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(HttpError::Malformed("a user name in the address".to_owned()));
    }
    Ok(())
}

/// Whether an address can stand before others.
fn is_usable(gateway: &Url) -> bool {
    matches!(gateway.scheme(), "http" | "https")
        && gateway.has_host()
        && gateway.username().is_empty()
        && gateway.password().is_none()
        && gateway.query().is_none()
        && gateway.fragment().is_none()
}

fn headers(given: &[(&'static str, Secret)]) -> Result<HeaderMap, HttpError> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let malformed = || HttpError::Malformed(format!("header {name}"));
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| malformed())?;
        let mut value = HeaderValue::from_str(value.expose()).map_err(|_| malformed())?;
        value.set_sensitive(true);
        headers.insert(header, value);
    }
    Ok(headers)
}

fn advice(response: &Response) -> Option<&str> {
    response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests;
