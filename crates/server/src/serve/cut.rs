//! A page that was rendered once, cut at the places of its nonce. An answer sews it together with a nonce of its own; the
//! pieces are lent, not copied.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

/// The pieces; there is at least one.
#[derive(Clone, Debug)]
pub(super) struct Cut(Arc<[Bytes]>);

impl Cut {
    /// A page that was rendered with `slot` in the place of its nonce.
    pub(super) fn at(page: String, slot: &str) -> Self {
        let page = Bytes::from(page);
        // What is rendered is UTF-8, so that nothing is lost.
        let text = std::str::from_utf8(&page).unwrap_or_default();
        Self(text.split(slot).map(|piece| page.slice_ref(piece.as_bytes())).collect())
    }

    pub(super) fn with(&self, nonce: &str) -> Body {
        Body::new(Sewn { pieces: self.clone(), nonce: Bytes::copy_from_slice(nonce.as_bytes()), next: 0 })
    }
}

/// Pieces with the nonce between them.
struct Sewn {
    pieces: Cut,
    nonce: Bytes,
    /// Even numbers are pieces, odd ones the nonce.
    next: usize,
}

impl Sewn {
    fn part(&self, place: usize) -> Option<&Bytes> {
        let Cut(pieces) = &self.pieces;
        match place {
            place if place >= 2 * pieces.len() - 1 => None,
            place if place % 2 == 1 => Some(&self.nonce),
            place => pieces.get(place / 2),
        }
    }

    fn left(&self) -> usize {
        (self.next..).map_while(|place| self.part(place)).map(Bytes::len).sum()
    }
}

impl HttpBody for Sewn {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let part = self.part(self.next).cloned();
        self.next += 1;
        Poll::Ready(part.map(|part| Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left() as u64)
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    #[tokio::test]
    async fn every_answer_has_its_own_nonce_and_says_how_long_it_is() {
        for (page, sewn) in [
            (
                "<script nonce=SLOT>1</script> <style nonce=SLOT>",
                "<script nonce=ab>1</script> <style nonce=ab>",
            ),
            ("SLOT", "ab"),
            ("nothing – at all", "nothing – at all"),
            ("", ""),
        ] {
            let body = Cut::at(page.to_owned(), "SLOT").with("ab");
            assert_eq!(body.size_hint().exact(), Some(sewn.len() as u64), "{page}");
            assert_eq!(to_bytes(body, 1_000).await.unwrap(), sewn, "{page}");
        }
    }
}
