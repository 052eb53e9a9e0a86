// A layout that nobody has seen: its tags, classes, attributes and depths are drawn from a seed.
import { button, make } from "../elements.js";

let state = Number("{{seed}}") >>> 0;

/** mulberry32: a number from 0 to below 1. */
function draw() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
}

const whole = (from, to) => from + Math.floor(draw() * (to - from + 1));
const one = (list) => list[whole(0, list.length - 1)];
const letters = (count) => Array.from({ length: count }, () => one([..."abcdefghijklmnopqrstuvwxyz"])).join("");
const name = () => `${letters(whole(3, 7))}-${letters(whole(2, 5))}`;
const block = () => one(["div", "section", "div", "figure", "blockquote", "div", `x-${letters(5)}`]);

/** Attributes of no known name: classes always, and now and then one of data. */
function marks() {
  const drawn = { class: Array.from({ length: whole(1, 3) }, name).join(" "), style: "display: block" };
  if (draw() < 0.6) drawn[`data-${name()}`] = one(["", "true", name()]);
  return drawn;
}

/** A shape is drawn once and then the same for every message, as an app's own components are. */
function shape(deepest) {
  const levels = Array.from({ length: whole(1, deepest) }, () => [block(), marks()]);
  return (...inside) => levels.reduceRight(
    (content, [tag, attributes]) => [make(tag, attributes, ...content)], inside)[0];
}

const shapes = { user: shape(5), userWords: shape(1), answer: shape(5), answerWords: shape(1),
  alert: shape(3), status: shape(2), file: shape(2), composer: shape(3), main: shape(3), side: shape(2) };
const role = { alert: draw() < 0.5, status: draw() < 0.5, textbox: draw() < 0.5 };
const blanks = one(["pre-wrap", "break-spaces"]);
const paired = draw() < 0.5;
/** What copies and rates an answer stands right beside it, or a level further out. */
const actionsBeside = draw() < 0.5;
const again = one(["Retry", "Try again", "Once more", "↻"]);
const composerClass = name();
const formMarks = marks();
const turns = new Map();

function append(thread, key, element) {
  if (!paired) {
    thread.append(element);
    return;
  }
  if (!turns.has(key)) {
    const turn = make("div", { class: composerClass.split("").reverse().join("") });
    turns.set(key, turn);
    thread.append(turn);
  }
  turns.get(key).append(element);
}

export default {
  chats: "/c/",
  composer: {
    kind: "prosemirror",
    attributes: { "aria-label": "Message", ...(role.textbox ? { role: "textbox" } : {}) },
    className: composerClass,
  },

  page() {
    const side = shapes.side();
    const thread = make("div", marks());
    const files = make("div", marks());
    const mount = make("div", marks());
    const send = make("button", { type: "submit", class: name() }, one(["Send", "Go", "↑"]));
    const form = make("form", formMarks, files, shapes.composer(mount), send);
    document.body.append(side, shapes.main(thread, form));
    return { side: innermost(side), thread, files, mount, send, form };
  },

  file: (title) => shapes.file(title),

  user(thread, key, text, files) {
    const words = shapes.userWords(text);
    words.style.whiteSpace = blanks;
    append(thread, key, shapes.user(...files, words));
    return words;
  },

  assistant(thread, key) {
    const words = shapes.answerWords();
    const actions = ["Copy", "Good response"].map((label) => button("", () => {}, { "aria-label": label }));
    append(thread, key, shapes.answer(words, ...(actionsBeside ? actions : [make("div", {}, ...actions)])));
    return words;
  },

  failure(thread, key, text, retry) {
    const alert = shapes.alert(make("p", {}, text), button(again, retry, { class: name() }));
    if (role.alert) alert.setAttribute("role", "alert");
    append(thread, key, alert);
    return alert;
  },

  recovering(thread, key, text) {
    const status = shapes.status(text);
    if (role.status) status.setAttribute("role", "status");
    append(thread, key, status);
    return status;
  },
};

function innermost(element) {
  return element.firstElementChild ? innermost(element.firstElementChild) : element;
}
