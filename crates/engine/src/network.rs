//! The browser reports that the network is back: a hint, not a command.

use super::outage::{Outage, SiteState};
use super::random::Random;
use super::schedule::SOON;
use core::time::Duration;
use timestamp::Timestamp;

/// A network that is reported back brings the next probe no sooner than this after the last one.
const BETWEEN_RETURNED: Duration = Duration::from_secs(30);

impl SiteState {
    /// The network is reported back, which a page can do as well: a hint only if it was seen to be
    /// gone, at least [`BETWEEN_RETURNED`] after the last probe, and within the hourly limit.
    pub fn network_returned(&mut self, now: Timestamp, random: &mut Random) {
        if !self.outage.as_ref().is_some_and(Outage::lost_network) {
            return;
        }
        let apart = self.sent.paced(now, BETWEEN_RETURNED);
        let earliest = self.sent.last().map_or(now, |at| at.min(now).after(apart));
        let soon = now.after(random.up_to(SOON));
        self.bring_forward(now, earliest.max(soon));
    }
}
