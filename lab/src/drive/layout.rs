//! How the card is laid out: what is cut off, overlaps, cannot be reached or cannot be read.

use serde_json::json;
use std::time::Duration;

use super::Browser;

/// A function of the root that lists what is wrong, each in a line for people.
///
/// Contrast is that of WCAG 2.2, 1.4.3: at least 4.5 between a text and what it stands on.
const FAULTS: &str = r"
const faults = (root) => {
  const found = [];
  const card = [...root.children].find((element) => element.localName !== 'style');
  const all = [...card.querySelectorAll('*')].filter((element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest('.live'));
  const named = (element) => `${element.localName}.${element.className} ${
    JSON.stringify(element.textContent.trim().slice(0, 40))}`;
  const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
  const box = card.getBoundingClientRect();
  const view = { left: 0, right: document.documentElement.clientWidth };
  if (!inside(box, view)) found.push(`the card is ${box.left} to ${box.right} of ${view.right}`);
  if (card.scrollWidth > card.clientWidth) found.push('the card scrolls sideways');
  const own = location.protocol !== 'https:';
  const page = document.documentElement;
  if (own && page.scrollWidth > page.clientWidth) found.push('the page scrolls sideways');
  const fixed = getComputedStyle(root.host).position === 'fixed';
  if (fixed && (box.top < 0 || box.bottom > innerHeight + 1)) found.push('the card leaves the screen');

  // Each line of text, where it is laid out.
  const lines = [];
  for (const element of all) {
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
        && getComputedStyle(element).overflowX !== 'visible') found.push(`cut: ${named(element)}`);
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width && rect.height) lines.push({ element, rect });
        if (!inside(rect, box)) found.push(`out of the card: ${named(element)}`);
      }
    }
  }
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4; // lines may be set closely
  lines.forEach((one, index) => lines.slice(index + 1).forEach((other) => {
    if (one.element !== other.element && meet(one.rect, other.rect))
      found.push(`overlap: ${named(one.element)} and ${named(other.element)}`);
  }));

  const rgb = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { alpha, light: [red, green, blue].map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0) };
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.alpha > 0) return colour.light;
    }
    return NaN;
  };
  for (const element of new Set(lines.map((line) => line.element))) {
    const pair = [rgb(getComputedStyle(element).color).light, ground(element)];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (!(contrast >= 4.5)) found.push(`contrast ${contrast.toFixed(2)}: ${named(element)}`);
  }

  // What glides is laid out and painted sixty times a second, for as long as the card stands. (`off`
  // waits, and is set back each second.)
  for (const element of all) {
    const { transitionDuration, animationName } = getComputedStyle(element);
    if (/[1-9]/.test(transitionDuration) || !['none', 'off'].includes(animationName))
      found.push(`moves: ${named(element)}`);
  }

  for (const button of all.filter((element) => element.matches('button, a[href]'))) {
    button.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    const { left, right, top, bottom, width, height } = button.getBoundingClientRect();
    // Scrolling stops at whole pixels.
    if (left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1)
      found.push(`out of reach: ${named(button)}`);
    else if (!button.contains(root.elementFromPoint(left + width / 2, top + height / 2)))
      found.push(`covered: ${named(button)}`);
    // WCAG 2.2, 2.5.8: a target has at least 24 by 24 CSS pixels.
    if (width < 24 || height < 24) found.push(`too small: ${named(button)}`);
  }
  return found;
};
";

impl Browser {
    /// What is wrong with the layout of the card as the present page shows it; empty where
    /// nothing is. Scrolls the card, as a person would who looks for its buttons.
    ///
    /// # Errors
    /// There is no card, or the driver failed.
    pub async fn layout_faults(&self) -> anyhow::Result<Vec<String>> {
        let root = self.panel_root().await?;
        let script = format!("{FAULTS} return faults(arguments[0])");
        let found = self.script("execute/sync", &script, vec![root]).await?;
        Ok(serde_json::from_value(found)?)
    }

    /// Zooms the pages of the first tab whose address begins so, as a person does by the
    /// browser's menu, and waits until the present tab is zoomed. 1 is the natural size.
    ///
    /// # Errors
    /// There is no such tab that the extension may see, or it is not zoomed.
    pub async fn zoom(&self, url_start: &str, factor: u32) -> anyhow::Result<()> {
        let script = format!(
            "const start = {};
             const tab = (await chrome.tabs.query({{}})).find((tab) => tab.url?.startsWith(start));
             if (!tab) throw new Error(`no tab is at ${{start}}`);
             await chrome.tabs.setZoom(tab.id, {factor})",
            json!(url_start)
        );
        self.in_extension(&script).await?;
        let zoomed = format!("devicePixelRatio === {factor}");
        self.wait_page("the zoom", &zoomed, Duration::from_secs(10)).await
    }
}
