//! Makes what a notice shows.

use super::Engine;
use super::event::Button;
use super::notice::{About, Notice};
use super::sentences::{both, prompt, say};
use super::view::{Note, Tone, View};
use settings::Field;
use text::Text;

impl Engine {
    /// The slim bar of a notice.
    pub(super) fn view_of_notice(&self, notice: &Notice) -> View {
        match notice.about {
            About::Limit { over: true, .. } => self.view_of_past_limit(notice),
            About::Limit { .. } => self.view_of_limit(notice),
            About::Stalled { .. } => self.view_of_stalled(notice),
        }
    }

    fn view_of_limit(&self, notice: &Notice) -> View {
        let tells = self.settings.has(Field::Notify);
        let doing = if tells { "limit_told" } else { "limit_doing" };
        let mut view = self.plain_view(notice.site, Tone::Failing, "limit_title", doing);
        view.next_check = Some(notice.due());
        view.countdown = Text::new("limit_countdown");
        if notice.saved.is_kept() {
            view.buttons.push(say(Button::CopyPrompt, "button_copy_prompt"));
        }
        if !tells {
            view.buttons.push(say(Button::Notify, "notify_ask"));
        }
        view.buttons.push(say(Button::Hide, "button_hide"));
        say_what_became_of_the_prompt(&mut view, notice);
        view
    }

    fn view_of_past_limit(&self, notice: &Notice) -> View {
        let tone = Tone::Returning;
        let mut view = self.plain_view(notice.site, tone, "limit_over_title", "limit_over");
        if notice.saved.is_kept() {
            view.buttons.push(say(Button::PutBack, "safe_button_put_back"));
            view.buttons.push(say(Button::CopyPrompt, "button_copy_prompt"));
        }
        view.buttons.push(say(Button::Hide, "button_hide"));
        say_what_became_of_the_prompt(&mut view, notice);
        view
    }

    fn view_of_stalled(&self, notice: &Notice) -> View {
        let mut view =
            self.plain_view(notice.site, Tone::Failing, "stalled_title", "stalled_doing");
        if let Some(said) = view.status.lines.first() {
            let text = both(said.clone(), view.doing.clone());
            view.notes.push(Note { text });
        }
        view.buttons.push(say(Button::Stay, "stalled_wait"));
        view
    }
}

fn say_what_became_of_the_prompt(view: &mut View, notice: &Notice) {
    if let Some(prompt) = prompt(notice.given, notice.saved) {
        let text = both(prompt, view.doing.clone());
        view.notes.push(Note { text });
    }
}
