// One setting on the page of settings: its label, its inputs, and what is said of it.
import { make, makeText } from "../../shared/dom.ts";

export type Value = boolean | number | string;

/** A setting as src/pages/settings.rs describes it. */
export interface Field {
  name: string;
  value: Value;
  kind: "languages" | "number-or-off" | "switch";
  label: string;
  about: string;
  /** In the form that its number takes. */
  unit: string;
  /** The permission that it needs. */
  permission: string | null;
  /** The hosts to which it needs access. */
  origins?: string[];
  /** Whether an administrator chose it. */
  locked: boolean;
  /** Whether it stands below the rest, under *Habits*. */
  habit: boolean;
  /** Whether this browser does not have it. */
  missing: boolean;
  least?: number;
  most?: number;
  /** The number that is offered while it is off. */
  offered?: number;
  /** Languages, each in its own. */
  options?: [value: string, label: string][];
}

export interface FieldRow {
  element: HTMLElement;
  /** Shows what holds. */
  show(field: Field): void;
  say(words: string): void;
  markInvalid(isInvalid: boolean): void;
  focusList(): void;
}

interface RowWords {
  locked: string;
  not_here: string;
}

export function createRow(
  field: Field,
  words: RowWords,
  onChoose: (value: Value) => unknown,
): FieldRow {
  const { name, kind } = field;
  const label = make("label", {}, makeText("strong", field.label));
  const line = make("div", {}, label);
  const about = make("p", { id: `${name}-about` }, field.about);
  const said = make("p", { className: "said", role: "status" });
  const list = kind === "languages" ? named(make("select"), field) : undefined;
  const tick = list ? undefined : named(make("input", { type: "checkbox" }), field);
  const number =
    kind === "number-or-off" ? named(make("input", { type: "number" }), field) : undefined;
  const unit = make("span");
  if (list) {
    list.append(...(field.options ?? []).map((option) => optionOf(option)));
    list.addEventListener("change", () => onChoose(list.value));
    list.id = name;
    label.htmlFor = name;
    line.append(list);
  }
  if (tick) {
    tick.addEventListener("click", () => onChoose(tick.checked));
    label.prepend(tick);
  }
  if (number) {
    Object.assign(number, { min: field.least, max: field.most, step: 1 });
    number.addEventListener("change", () => {
      onChoose(number.value === "" ? Number.NaN : Number(number.value));
    });
    line.append(make("span", {}, number, unit));
  }
  if (field.locked) about.append(" ", makeText("strong", words.locked));

  return {
    element: make("section", { className: "field" }, line, about, said),
    show(now) {
      const isOn = now.value !== false;
      const isFixed = now.locked || now.missing;
      if (now.missing) said.textContent = words.not_here;
      if (list) list.value = String(now.value);
      if (tick) Object.assign(tick, { checked: isOn && !now.missing, disabled: isFixed });
      if (!number) return;
      unit.textContent = now.unit;
      number.ariaLabel = `${now.label} (${now.unit})`;
      number.disabled = !isOn || isFixed;
      number.value = String(isOn ? now.value : now.offered);
    },
    say(text) {
      said.textContent = text;
    },
    markInvalid(isInvalid) {
      if (number) number.ariaInvalid = String(isInvalid);
    },
    focusList: () => list?.focus(),
  };
}

function optionOf([value, label]: [string, string]): HTMLOptionElement {
  return make("option", { value, lang: value }, label);
}

function named<Input extends HTMLInputElement | HTMLSelectElement>(
  input: Input,
  field: Field,
): Input {
  input.dataset["setting"] = field.name;
  input.setAttribute("aria-describedby", `${field.name}-about`);
  input.disabled = field.locked;
  return input;
}
