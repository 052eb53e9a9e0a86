//! The plot of peers: a panel for each outage, a point for each extension, as one SVG without scripts.

use std::fmt::Write as _;

/// Who, the requests that were made, and after how many seconds the page was back.
pub(super) type Point<'a> = (&'a str, usize, Option<f64>);

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 70.0;
const ABOVE: f64 = 40.0;
/// Within a panel the place of those who are not back.
const NEVER: f64 = 14.0;

/// Draws them, one below the other. Right is dear, on a logarithmic scale, and up is late.
pub(super) fn draw(panels: &[(&str, Vec<Point<'_>>)]) -> String {
    let each = HEIGHT + ABOVE + 50.0;
    #[expect(clippy::cast_precision_loss, reason = "there are a few panels")]
    let height = each * panels.len() as f64;
    let mut svg = String::new();
    let _ = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {height}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>"#,
        LEFT + WIDTH + 170.0
    );
    for (number, (name, points)) in panels.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "there are a few panels")]
        let top = ABOVE + each * number as f64;
        panel(&mut svg, top, name, points);
    }
    svg + "</svg>\n"
}

fn panel(svg: &mut String, top: f64, name: &str, points: &[Point<'_>]) {
    #[expect(clippy::cast_precision_loss, reason = "counts of requests")]
    let asked = |requests: usize| (requests.max(1) as f64).ln();
    let most = points.iter().map(|point| asked(point.1)).fold(1.0, f64::max);
    let latest = points.iter().filter_map(|point| point.2).fold(1.0, f64::max);
    let x = |requests: usize| LEFT + asked(requests) / most * WIDTH;
    let y = |back: Option<f64>| match back {
        Some(back) => top + HEIGHT - back / latest * (HEIGHT - 3.0 * NEVER),
        None => top + NEVER,
    };
    let name = escaped(name);
    let (bottom, middle) = (top + HEIGHT, LEFT + WIDTH / 2.0);
    let _ = write!(
        svg,
        r##"<text x="{LEFT}" y="{}" font-weight="bold">{name}</text><rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#ccc"/><text x="{middle}" y="{}" text-anchor="middle">requests until back (log)</text><text x="{}" y="{bottom}" text-anchor="end">0 s</text><text x="{}" y="{}" text-anchor="end">{latest:.0} s</text><text x="{}" y="{}" text-anchor="end">not back</text>"##,
        top - 10.0,
        bottom + 32.0,
        LEFT - 6.0,
        LEFT - 6.0,
        y(Some(latest)) + 4.0,
        LEFT - 6.0,
        top + NEVER + 4.0
    );
    for tick in [1, 10, 100, 1000].into_iter().filter(|tick| asked(*tick) <= most) {
        let _ = write!(
            svg,
            r#"<text x="{:.0}" y="{}" text-anchor="middle">{tick}</text>"#,
            x(tick),
            bottom + 16.0
        );
    }
    for (who, requests, back) in points {
        let (at, high, who) = (x(*requests), y(*back), escaped(who));
        let colour = if who == "Gatewatch" { "#0a7d4f" } else { "#666" };
        let _ = write!(
            svg,
            r#"<circle cx="{at:.1}" cy="{high:.1}" r="5" fill="{colour}"/><text x="{:.1}" y="{:.1}" fill="{colour}">{who}</text>"#,
            at + 9.0,
            high + 4.0
        );
    }
}

/// A folder's name may hold anything.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
