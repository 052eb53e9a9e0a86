//! The plot of a simulation: load and returns against time, as one SVG without scripts.

use super::fleet::Run;
use super::plan::Plan;
use anyhow::Context as _;
use std::fmt::Write as _;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 70.0;
/// One for each policy; as many as there are.
const COLOURS: [&str; 6] = ["#0a7d4f", "#8a8a8a", "#c23b22", "#d98324", "#3a6ea5", "#7b5ea7"];
/// The least load that is shown, as a part of the most.
const LEAST: f64 = 1e-2;

/// Writes `target/simulate.svg`.
pub fn write(runs: &[&Run], plan: &Plan) -> anyhow::Result<()> {
    let target = crate::repository::target();
    std::fs::create_dir_all(&target)?;
    let path = target.join("simulate.svg");
    std::fs::write(&path, draw(runs, plan)).with_context(|| path.display().to_string())?;
    println!("plot: {}", path.display());
    Ok(())
}

fn draw(runs: &[&Run], plan: &Plan) -> String {
    let mut svg = String::new();
    let _ = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>"#,
        WIDTH + LEFT + 20.0,
        2.0 * (HEIGHT + 60.0) + 40.0
    );
    // The load on a logarithmic scale over the whole run, ten seconds a point, from a power of ten.
    let most = runs.iter().flat_map(|r| &r.total).fold(1.0f64, |a, b| a.max(*b));
    let least = most * LEAST;
    let load = |v: f64| 1.0 - (v.max(least) / least).ln() / (most / least).ln();
    let all = 0..plan.ticks() as usize;
    panel(&mut svg, 30.0, "requests a second (log), minutes", runs, all, 10, &|r, i| {
        load(r.total[i..(i + 10).min(r.total.len())].iter().sum::<f64>() / 10.0)
    });
    let powers = least.log10().ceil() as i32..=most.log10().floor() as i32;
    for v in powers.flat_map(|power| [1.0, 3.0].map(|first| first * 10f64.powi(power))) {
        if v <= most {
            let _ = write!(
                svg,
                r#"<text x="{}" y="{:.0}" text-anchor="end">{v:.0}</text>"#,
                LEFT - 6.0,
                34.0 + load(v) * HEIGHT
            );
        }
    }
    // Who is back, over the ten minutes after the mending.
    let end = runs.first().map_or(0, |r| r.end as usize);
    panel(
        &mut svg,
        90.0 + HEIGHT,
        "share still out after the mending, minutes",
        runs,
        end - 1..end + 600,
        2,
        &|r, i| 1.0 - r.out[i] / r.out[end - 1].max(1.0),
    );
    for (i, run) in runs.iter().enumerate() {
        let x = LEFT + 150.0 * i as f64;
        let y = 2.0 * (HEIGHT + 60.0) + 26.0;
        let _ = write!(
            svg,
            r#"<text x="{x}" y="{y}" fill="{}">{}</text>"#,
            COLOURS[i % COLOURS.len()],
            run.name
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// One panel; `value` gives 0 at the top to 1 at the bottom.
fn panel(
    svg: &mut String,
    top: f64,
    title: &str,
    runs: &[&Run],
    span: std::ops::Range<usize>,
    step: usize,
    value: &dyn Fn(&Run, usize) -> f64,
) {
    let _ = write!(
        svg,
        r##"<text x="{LEFT}" y="{:.0}" font-weight="bold">{title}</text><rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#888"/>"##,
        top - 8.0
    );
    let x = |i: usize| LEFT + WIDTH * (i - span.start) as f64 / span.len() as f64;
    let minutes = span.len() / 60;
    let every = if minutes > 60 { 15 } else { 1 };
    for minute in (0..=minutes).step_by(every) {
        let at = x(span.start + minute * 60);
        let _ = write!(
            svg,
            r#"<text x="{at:.0}" y="{:.0}" text-anchor="middle">{minute}</text>"#,
            top + HEIGHT + 16.0
        );
    }
    for (n, run) in runs.iter().enumerate() {
        let _ = write!(
            svg,
            r#"<polyline fill="none" stroke-width="1.5" stroke="{}" points=""#,
            COLOURS[n % COLOURS.len()]
        );
        for i in span.clone().step_by(step) {
            if i < run.total.len() {
                let _ =
                    write!(svg, "{:.1},{:.1} ", x(i), top + HEIGHT * value(run, i).clamp(0.0, 1.0));
            }
        }
        svg.push_str("\"/>");
    }
}
