//! The clock, and a time limit for whatever waits for the browser.

use super::api::Answer;
use gloo_timers::future::TimeoutFuture;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use timestamp::{Timestamp, whole_millis};

/// This moment.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// The answer, or `None` if it does not come in time.
pub async fn within(limit: Duration, work: impl Future<Output = Answer>) -> Option<Answer> {
    let mut work = pin!(work);
    let limit = u32::try_from(whole_millis(limit)).unwrap_or(u32::MAX);
    let mut ended = pin!(TimeoutFuture::new(limit));
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => ended.as_mut().poll(context).map(|()| None),
    })
    .await
}
