// The site of one's own on the page of settings: its host, its status page, and the access that both need,
// which is asked for on the click and given back when the site is taken away.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { own_origins } from "../../shared/generated/gatewatch.js";
import { attempt } from "../../shared/with-time-limit.ts";

/** As src/pages/settings.rs describes it. */
export interface OwnSite {
  /** Empty for none. */
  host: string;
  status: string;
  /** Whether an administrator chose it. */
  locked: boolean;
  title: string;
  about: string;
  hostLabel: string;
  statusLabel: string;
  add: string;
  remove: string;
}

interface Words {
  own: OwnSite;
  locked: string;
  no_leave: string;
}

/** Keeps what was written; answers what is to be said of it, and whether it was refused. */
export type Keep = (host: string, status: string) => Promise<{ said: string; isRefused: boolean }>;

export interface OwnSection {
  element: HTMLElement;
  /** Shows what holds. */
  show(own: OwnSite): void;
}

export function ownSection({ own, locked, no_leave: noLeave }: Words, keep: Keep): OwnSection {
  let held = own;
  const host = field("own_site", own.locked);
  const status = field("own_status", own.locked);
  const said = make("p", { className: "said", role: "status" });
  const say = (words: string, isInvalid = false): void => {
    said.textContent = words;
    host.ariaInvalid = String(isInvalid);
  };

  // A permission can be asked for in the click itself alone, so before anything is awaited.
  const add = async (): Promise<void> => {
    const [before, name, page] = [originsOf(held), host.value, status.value];
    const origins = own_origins(name, page);
    const isGiven = origins.length ? chrome.permissions.request({ origins }) : true;
    if (!(await isGiven)) {
      say(noLeave);
      return;
    }
    const { said: words, isRefused } = await keep(name, page);
    const [kept, over] = isRefused ? [before, origins] : [origins, before];
    await giveBack(over.filter((origin) => !kept.includes(origin)));
    say(words, isRefused);
  };
  const remove = async (): Promise<void> => {
    const origins = originsOf(held);
    const { said: words, isRefused } = await keep("", "");
    if (isRefused) {
      say(words);
      return;
    }
    // What nobody watches any more needs no access.
    await giveBack(origins);
    host.value = "";
    status.value = "";
    say(words);
  };

  const addButton = makeButton(own.add, add);
  const removeButton = makeButton(own.remove, remove);
  addButton.disabled = own.locked;
  const about = makeText("p", own.about);
  if (own.locked) about.append(" ", makeText("strong", locked));
  const element = make(
    "section",
    { className: "own" },
    makeText("strong", own.title),
    about,
    labelled(own.hostLabel, host),
    labelled(own.statusLabel, status),
    make("div", { className: "buttons" }, addButton, removeButton),
    said,
  );
  return {
    element,
    show(now) {
      // What is being written stays.
      if (now.host !== held.host || !host.value) host.value = now.host;
      if (now.status !== held.status || !status.value) status.value = now.status;
      held = now;
      removeButton.disabled = !now.host || now.locked;
    },
  };
}

function originsOf({ host, status }: OwnSite): string[] {
  return host ? own_origins(host, status) : [];
}

// Where it was never given there is nothing to give back.
async function giveBack(origins: string[]): Promise<void> {
  if (!origins.length) return;
  await attempt("permissions.remove", () => chrome.permissions.remove({ origins }), false);
}

function field(name: string, isLocked: boolean): HTMLInputElement {
  const input = make("input", { type: "text", spellcheck: false, disabled: isLocked });
  input.dataset["setting"] = name;
  input.dir = "ltr";
  input.autocapitalize = "none";
  return input;
}

function labelled(words: string, input: HTMLInputElement): HTMLElement {
  return make("label", {}, makeText("span", words), input);
}
