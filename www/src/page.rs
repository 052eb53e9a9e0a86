//! The rehearsal, the others and the judge for the playground's script.

use crate::heard;
use crate::plan::Plan;
use crate::rehearsal::Rehearsal;
use crate::rivals::{self, Request};
use detect::{Evidence, Response, classify};
use gatewatch::browser::convert::to_js;
use gatewatch::browser::texts::Catalogue;
use gatewatch::browser::{facts, look, paint};
use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// One run of Gatewatch.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Play {
    rehearsal: Rehearsal,
    rivals: Vec<rivals::Rival>,
    plan: Plan,
}

#[wasm_bindgen]
#[expect(clippy::cast_precision_loss, reason = "a day in ms fits 53 bits")]
#[expect(clippy::cast_possible_truncation, reason = "what is out of range is brought to its end")]
impl Play {
    /// A run of this plan: see [`Plan`]. `retry_after` is in seconds, 0 for none.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32, down: &str, code: u16, retry_after: u32, looked: bool) -> Self {
        let retry_after = (retry_after > 0).then_some(retry_after);
        let plan = Plan { code, retry_after, looked, ..Plan::new(seed.into(), down) };
        let rivals = rivals::through(&plan);
        Self { rehearsal: Rehearsal::new(plan.clone()), rivals, plan }
    }

    /// The plan's stretches as they are meant, such as `0-90`.
    pub fn down(&self) -> String {
        let stretch = |(from, to): &(u32, u32)| format!("{from}-{to}");
        self.plan.down.iter().map(stretch).collect::<Vec<_>>().join(",")
    }

    /// Tells the engine the next thing that happens; whether there was any.
    pub fn step(&mut self) -> bool {
        self.rehearsal.step()
    }

    /// Goes on until that time, in ms from the first failing page.
    pub fn advance(&mut self, until: f64) {
        self.rehearsal.advance(until as i64);
    }

    /// The background dies, and another one goes on.
    pub fn kill(&mut self) {
        self.rehearsal.kill();
    }

    /// The wall clock is set by so many ms.
    pub fn lie(&mut self, by: f64) {
        self.rehearsal.set_clock(by as i64);
    }

    /// A button of the card is pressed.
    pub fn press(&mut self, button: &str) {
        self.rehearsal.press(button);
    }

    /// True time, in ms from the first failing page.
    pub fn now(&self) -> f64 {
        self.rehearsal.now() as f64
    }

    /// What the wall clock shows, in ms since 1970.
    pub fn clock(&self) -> f64 {
        self.rehearsal.clock() as f64
    }

    /// When something happens next, in ms; NaN: never.
    pub fn next(&self) -> f64 {
        self.rehearsal.next().map_or(f64::NAN, |next| next as f64)
    }

    /// What the background keeps.
    pub fn kept(&self) -> String {
        self.rehearsal.kept()
    }

    /// What happened from a line on: `[ms, words]` each.
    pub fn lines(&self, from: usize) -> Array {
        let lines = self.rehearsal.lines().iter().skip(from);
        lines.map(|(at, what)| Array::of2(&(*at as f64).into(), &what.into())).collect()
    }

    /// Gatewatch so far and the others to their ends: name, what was asked as `[ms, load, well]`,
    /// when the page was back, and how long after the site, in ms or null.
    pub fn runs(&self) -> JsValue {
        let ours = self.one("Gatewatch", self.rehearsal.asked(), self.rehearsal.back());
        let others = self.rivals.iter().map(|rival| self.one(rival.name, &rival.asked, rival.back));
        to_js(&std::iter::once(ours).chain(others).collect::<Vec<_>>())
    }

    /// The card as the painter takes it, in words of a catalogue.
    pub fn view(&self, language: String, messages: JsValue) -> JsValue {
        to_js(&paint::card(self.rehearsal.view(), &Catalogue::new(language, messages)))
    }

    fn one(&self, name: &'static str, asked: &[Request], back: Option<i64>) -> Run {
        Run {
            name,
            asked: asked.iter().map(|one| (one.at, one.load, one.well)).collect(),
            back,
            wait: back.map(|back| back - self.plan.recovered(back)),
        }
    }
}

/// How one of them went.
#[derive(Serialize)]
struct Run {
    name: &'static str,
    /// When, whether it was a load, and whether it went well.
    asked: Vec<(i64, bool, bool)>,
    /// When the page was back, and how long after the site, in ms.
    back: Option<i64>,
    wait: Option<i64>,
}

/// A recorded trace heard again: `[ms since 1970, mark, words]` for each event and for each effect
/// that it gave; a text where it is no trace, which says why.
#[wasm_bindgen]
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits")]
pub fn hear(trace: &str) -> JsValue {
    let all = match heard::heard(trace) {
        Ok(all) => all,
        Err(why) => return format!("{why}").into(),
    };
    let lines = Array::new();
    for one in &all {
        let at = JsValue::from(one.at.as_millis() as f64);
        let line = |mark: &str, words: String| {
            lines.push(&Array::of3(&at, &mark.into(), &words.into()));
        };
        line("heard", format!("◀ {}", one.event));
        for effect in &one.effects {
            line(heard::mark(effect), format!("▶ {effect:?}"));
        }
    }
    lines.into()
}

/// What a document would be called, and why: its status (0: not known), its headers as they are
/// written, a line each, and what the collector read in it.
#[wasm_bindgen]
pub fn judge(status: u16, headers: &str, read: &JsValue) -> JsValue {
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    let response = Response { status, headers: headers.lines().filter_map(header).collect() };
    let verdict = classify(&Evidence {
        response: (status > 0).then_some(response),
        page: facts::of(read),
        error: None,
    });
    look::names(&verdict)
}
