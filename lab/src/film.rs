//! A film of six seconds from the real thing: a page of ChatGPT fails, the card comes and counts, the
//! chat is back. With it goes a record of what it shows, by which a test finds a film that is stale.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::demo::ADDRESS;
use crate::drive::{Browser, Kind, Options, PanelSeen};
use crate::{Lab, Scenario};

/// The scenario that it shows.
pub const SCENARIO: &str = "film";

/// The files, in `docs/`: the film, its one picture for those who want no motion, the record.
pub const FILES: [&str; 3] = ["gatewatch.gif", "panel.png", "pictures.json"];

/// The page's size in CSS pixels, and how many of the picture's each of them has.
const SIZE: (u32, u32) = (1180, 580);
const SCALE: u32 = 2;

/// How long the failing page stands alone, how long the card counts, and how long the chat is
/// shown, in hundredths of a second. The countdown is shown at about twice its speed.
const PARTS: [u16; 3] = [80, 320, 200];

/// How few pictures of the countdown make a film: one for each of its seconds.
const FEWEST: usize = 7;

/// How long anything may take to come.
const SOON: Duration = Duration::from_secs(60);

/// The chat's message box.
const CHAT: &str = "document.querySelector('#prompt-textarea')";

/// What the card says while it counts.
const COUNTS: &str = "Next check in";

/// A function of a root that describes what stands in it: its words, with every number as `#`, and
/// how each element looks. Neither depends on the fonts of the machine.
const DESCRIBE: &str = r"
const looks = ['color', 'backgroundColor', 'fontSize', 'fontWeight', 'fontStyle', 'textAlign',
  'borderTopWidth', 'borderTopColor', 'borderTopLeftRadius', 'boxShadow', 'display', 'rowGap',
  'paddingTop', 'paddingInlineStart', 'marginTop'];
const words = [], looked = [];
for (const element of root.querySelectorAll('*')) {
  // What is read aloud is filled a moment later, and nobody sees it.
  if (element.localName === 'style' || element.closest('.live')) continue;
  if (!element.checkVisibility({ visibilityProperty: true })) continue;
  const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.data.trim()).join(' ').replaceAll(/\d+/g, '#').trim().replace(/^# seconds?$/, '# seconds');
  if (own) words.push(own);
  const style = getComputedStyle(element);
  looked.push([element.localName, element.getAttribute('d') ?? '', ...looks.map((name) => style[name])].join('|'));
}
return { words, looks: looked.join('\n') }";

/// What a card shows, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its words, in order, with every number as `#`.
    pub words: Vec<String>,
    /// The SHA-256 of how its elements look: colours, sizes, weights, shapes of icons.
    pub looks: String,
}

/// What stands in `docs/pictures.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The SHA-256 of each picture, by its name.
    pub pictures: std::collections::BTreeMap<String, String>,
    /// The card while the page fails.
    pub card: Shown,
    /// What says that the site is back.
    pub back: Shown,
}

impl Record {
    /// As it stands in a folder; `None` where there is none or it cannot be read.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        let [.., record] = FILES;
        serde_json::from_slice(&std::fs::read(folder.join(record)).ok()?).ok()
    }

    /// The pictures of a folder that are not those which were made with this record.
    #[must_use]
    pub fn foreign(&self, folder: &Path) -> Vec<&str> {
        let made = |name: &str| {
            std::fs::read(folder.join(name))
                .is_ok_and(|bytes| self.pictures.get(name) == Some(&sum(&bytes)))
        };
        let [pictures @ .., _] = FILES;
        pictures.into_iter().filter(|name| !made(name)).collect()
    }
}

/// Plays the scenario, and writes film, picture and record into a folder where what they show is
/// no longer what stands there; says whether it did.
///
/// # Errors
/// The card or the chat does not come, or a console holds a problem.
pub async fn renew(extension: &Path, folder: &Path) -> Result<bool> {
    let shots = shoot(extension).await?;
    let [film, picture, record] = FILES;
    let before = Record::read(folder);
    let so = |it: &Record| it.card == shots.card && it.back == shots.back;
    if before.is_some_and(|it| so(&it) && it.foreign(folder).is_empty()) {
        return Ok(false);
    }
    let files = [(film, shots.film()?), (picture, shots.still)];
    let told = Record {
        pictures: files.iter().map(|(name, bytes)| ((*name).to_owned(), sum(bytes))).collect(),
        card: shots.card,
        back: shots.back,
    };
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes)?;
    }
    std::fs::write(folder.join(record), serde_json::to_string_pretty(&told)? + "\n")?;
    Ok(true)
}

/// Goes to the chat, which fails, and waits for the card with all that it will say.
///
/// # Errors
/// It does not come.
pub async fn fails(browser: &Browser) -> Result<Shown> {
    browser.goto(ADDRESS).await?;
    let whole = |panel: Option<&PanelSeen>| {
        panel.is_some_and(|it| it.text.contains("Elevated error rates") && it.text.contains(COUNTS))
    };
    browser.wait_panel("the card", whole, SOON).await?;
    shown(browser).await
}

/// Waits for the chat and for what says that it is back.
///
/// # Errors
/// They do not come.
pub async fn is_back(browser: &Browser) -> Result<Shown> {
    browser.wait_page("the chat", CHAT, SOON).await?;
    let back = |panel: Option<&PanelSeen>| panel.is_some_and(|it| it.text.contains("is back"));
    browser.wait_panel("the word that it is back", back, SOON).await?;
    shown(browser).await
}

async fn shown(browser: &Browser) -> Result<Shown> {
    let told: Shown = serde_json::from_value(browser.in_root("gatewatch-panel", DESCRIBE).await?)?;
    Ok(Shown { looks: sum(told.looks.as_bytes()), ..told })
}

fn sum(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the camera saw.
struct Shots {
    /// Each picture with the time until the next, in hundredths of a second.
    frames: Vec<(Picture, u16)>,
    /// The card, as a PNG.
    still: Vec<u8>,
    card: Shown,
    back: Shown,
}

async fn shoot(extension: &Path) -> Result<Shots> {
    let lab = Lab::start(Scenario::named(SCENARIO)?.by_hand()).await?;
    // The page as it comes: a card stands too soon to leave time for a picture without it.
    let bare = Browser::open(Kind::Chrome, &lab, Options::default()).await?;
    bare.sharp_viewport(SIZE.0, SIZE.1, SCALE).await?;
    bare.goto(ADDRESS).await?;
    let alone = Picture::read(&bare.picture().await?)?;
    bare.close().await?;

    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(Kind::Chrome, &lab, options).await?;
    browser.extension_ready().await?;
    browser.sharp_viewport(SIZE.0, SIZE.1, SCALE).await?;
    let card = fails(&browser).await?;
    lab.go("up")?;
    let began = Instant::now();
    let still = browser.picture().await?;
    let mut counting = vec![(Duration::ZERO, still.clone())];
    // No picture is taken while the tab goes to its page: Chromium's driver may hang on that. The
    // scenario's site takes two seconds to answer the check.
    loop {
        let card = browser.panel().await?.context("the card is gone before the check")?;
        counting.push((began.elapsed(), browser.quick_picture().await?));
        if !card.text.contains(COUNTS) {
            break;
        }
    }
    let took = began.elapsed();
    let back = is_back(&browser).await?;
    let chat = Picture::read(&browser.picture().await?)?;
    let problems = browser.console_problems().await?;
    ensure!(problems.is_empty(), "the consoles hold: {problems:#?}");
    browser.close().await?;

    let [bare, count, end] = PARTS;
    let mut frames = vec![(alone, bare)];
    let place = |at: Duration| (at.as_secs_f64() / took.as_secs_f64() * f64::from(count)) as u16;
    for (index, (at, seen)) in counting.iter().enumerate() {
        let next = counting.get(index + 1).map_or(count, |(next, _)| place(*next));
        let seen = Picture::read(seen)?;
        let lasts = next.saturating_sub(place(*at));
        match frames.last_mut() {
            Some((last, more)) if index > 0 && *last == seen => *more += lasts,
            _ => frames.push((seen, lasts)),
        }
    }
    frames.push((chat, end));
    Ok(Shots { frames, still, card, back })
}

impl Shots {
    /// The film: one palette, and of each picture the part that changed.
    fn film(&self) -> Result<Vec<u8>> {
        ensure!(
            self.frames.len() >= FEWEST + 2,
            "{} pictures in a countdown of seconds: this machine is too busy for a film now",
            self.frames.len()
        );
        let palette = Palette::of(self.frames.iter().map(|(picture, _)| picture));
        let first = &self.frames.first().context("no picture was taken")?.0;
        let (width, height) = (u16::try_from(first.width)?, u16::try_from(first.height)?);
        let mut bytes = Vec::new();
        let mut encoder = gif::Encoder::new(&mut bytes, width, height, &palette.bytes())?;
        encoder.set_repeat(gif::Repeat::Infinite)?;
        let mut before: Option<&Picture> = None;
        let mut nearest = HashMap::new();
        for (picture, delay) in &self.frames {
            let (left, top, right, bottom) = picture.change_since(before);
            let mut pixels = Vec::with_capacity((right - left) * (bottom - top));
            for row in picture.rows(top, bottom) {
                for same in row[left..right].chunk_by(|one, other| one == other) {
                    let colour = same[0];
                    let index = *nearest.entry(colour).or_insert_with(|| palette.nearest(colour));
                    pixels.resize(pixels.len() + same.len(), index);
                }
            }
            encoder.write_frame(&gif::Frame {
                delay: *delay,
                left: u16::try_from(left)?,
                top: u16::try_from(top)?,
                width: u16::try_from(right - left)?,
                height: u16::try_from(bottom - top)?,
                buffer: pixels.into(),
                ..gif::Frame::default()
            })?;
            before = Some(picture);
        }
        drop(encoder);
        Ok(bytes)
    }
}

type Colour = [u8; 3];

/// Pixels, row by row.
#[derive(PartialEq)]
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

impl Picture {
    fn read(file: &[u8]) -> Result<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().context("too large a picture")?];
        let info = reader.next_frame(&mut bytes)?;
        let each = info.color_type.samples();
        ensure!(each >= 3, "a picture of colours, not {:?}", info.color_type);
        let pixels = bytes.chunks_exact(each).map(|it| [it[0], it[1], it[2]]).collect();
        Ok(Self { width: info.width as usize, height: info.height as usize, pixels })
    }

    fn rows(&self, top: usize, bottom: usize) -> impl Iterator<Item = &[Colour]> {
        self.pixels.chunks_exact(self.width).take(bottom).skip(top)
    }

    /// The least rectangle that holds all that is not as before: left, top, right, bottom; one
    /// pixel where nothing changed.
    fn change_since(&self, before: Option<&Self>) -> (usize, usize, usize, usize) {
        let Some(before) = before else { return (0, 0, self.width, self.height) };
        let (mut left, mut top, mut right, mut bottom) = (self.width, self.height, 0, 0);
        let rows = self.rows(0, self.height).zip(before.rows(0, self.height));
        for (y, (row, other)) in rows.enumerate().filter(|(_, (row, other))| row != other) {
            let mut differ = (0..self.width).filter(|x| row[*x] != other[*x]);
            let first = differ.next().unwrap_or_default();
            left = left.min(first);
            right = right.max(differ.next_back().unwrap_or(first) + 1);
            (top, bottom) = (top.min(y), y + 1);
        }
        if right == 0 { (0, 0, 1, 1) } else { (left, top, right, bottom) }
    }
}

/// The colours that most pixels have: a page is flat, and its letters' edges are greys.
struct Palette(Vec<Colour>);

impl Palette {
    fn of<'a>(pictures: impl Iterator<Item = &'a Picture>) -> Self {
        let mut counts: HashMap<Colour, usize> = HashMap::new();
        let mut before = None;
        for picture in pictures {
            let (left, top, right, bottom) = picture.change_since(before);
            for row in picture.rows(top, bottom) {
                // Pages are flat: most pixels are as their neighbours.
                for same in row[left..right].chunk_by(|one, other| one == other) {
                    *counts.entry(same[0]).or_default() += same.len();
                }
            }
            before = Some(picture);
        }
        let mut colours: Vec<_> = counts.into_iter().collect();
        colours.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
        Self(colours.into_iter().take(256).map(|(colour, _)| colour).collect())
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    fn nearest(&self, colour: Colour) -> u8 {
        let far = |other: &Colour| -> u32 {
            other.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
        };
        let at = (0..self.0.len()).min_by_key(|at| far(&self.0[*at])).unwrap_or_default();
        u8::try_from(at).unwrap_or(u8::MAX)
    }
}
