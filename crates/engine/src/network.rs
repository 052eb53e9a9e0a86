//! The network is said to be back: a hint, and no order.

use super::outage::{Outage, SiteState};
use super::random::Random;
use super::schedule::SOON;
use core::time::Duration;
use timestamp::Timestamp;

/// After a probe, a network that is said to be back brings the next one no sooner than this.
const BETWEEN_RETURNED: Duration = Duration::from_secs(30);

impl SiteState {
    /// A network is said to be back, which a page may say as well: a hint only where it was seen to be
    /// gone, no sooner than [`BETWEEN_RETURNED`] after the last probe, and within the hour's pace.
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
