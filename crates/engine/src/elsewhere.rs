//! Where a user may go on while their assistant is down: the assistants they switched on of which
//! no failure is known. None of them is probed for this.

use super::Engine;
use sites::Site;
use status::Said;

impl Engine {
    /// The other assistants that are switched on, each by its home, except those with a known
    /// failure: documents, messages, stalled answers, a limit that still runs, or trouble on their
    /// own status pages. That none is known does not prove that they answer.
    pub(super) fn elsewhere(&self, failing: Site) -> Vec<Site> {
        let is_other = |site: &Site| *site != failing.home() && self.settings.watches(*site);
        Site::homes().filter(is_other).filter(|site| !self.is_in_trouble(*site)).collect()
    }

    fn is_in_trouble(&self, home: Site) -> bool {
        let is_its = |site: Site| site.home() == home;
        let mut sites = self.sites.iter();
        let is_down = sites.any(|(site, state)| is_its(*site) && state.outage.is_some());
        let mut refused = self.refused.values();
        is_down
            || self.chats.values().any(|chat| is_its(chat.site))
            || self.notices.values().any(|it| it.speaks_against() && is_its(it.site))
            || refused.any(|page| Site::of(&page.expectation.address).is_some_and(is_its))
            || matches!(
                self.reading(home).and_then(|reading| Said::of(reading, self.last)),
                Some(Said::Incident | Said::Outage | Said::Maintenance)
            )
    }
}
