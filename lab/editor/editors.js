// The editors that assistants write their message box with, each from its own package: Enter sends,
// Shift and Enter begin a new line. What `text` says is the editor's own state, never the page's.
import { defaultKeymap, history, historyKeymap, insertNewline } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { registerHistory, createEmptyHistoryState } from "@lexical/history";
import { registerPlainText } from "@lexical/plain-text";
import {
  $createLineBreakNode, $createParagraphNode, $createTextNode, $getRoot, COMMAND_PRIORITY_HIGH, createEditor,
  KEY_ENTER_COMMAND,
} from "lexical";
import Quill from "quill/core.js";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { createEditor as createSlate, Editor, Node, Transforms } from "slate";
import { withHistory } from "slate-history";
import { Editable, Slate, withReact } from "slate-react";
import { proseMirror } from "./composer.js";

const HINT = "Ask anything";

const isSending = (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing;

function hear(element, send) {
  element.addEventListener("keydown", (event) => {
    if (!isSending(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send();
  }, true);
}

function lexical(mount, attributes, send) {
  const box = document.createElement("div");
  box.contentEditable = "true";
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
  mount.append(box);
  const editor = createEditor({ namespace: "lab", onError: (error) => { throw error; } });
  editor.setRootElement(box);
  registerPlainText(editor);
  registerHistory(editor, createEmptyHistoryState(), 300);
  editor.registerCommand(KEY_ENTER_COMMAND, (event) => {
    if (event?.shiftKey) return false;
    event?.preventDefault();
    send();
    return true;
  }, COMMAND_PRIORITY_HIGH);
  const write = (text) => editor.update(() => {
    const lines = text.split("\n").flatMap((line, at) =>
      [...(at ? [$createLineBreakNode()] : []), ...(line ? [$createTextNode(line)] : [])]);
    const paragraph = $createParagraphNode().append(...lines);
    $getRoot().clear().append(paragraph);
    paragraph.selectEnd();
  }, { discrete: true });
  write("");
  return {
    element: box,
    text: () => editor.getEditorState().read(() => $getRoot().getTextContent()),
    write,
    clear: () => write(""),
    focus: () => box.focus(),
  };
}

function quill(mount, attributes, send) {
  const box = document.createElement("div");
  mount.append(box);
  const editor = new Quill(box, { placeholder: HINT, formats: [] });
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") editor.root.classList.add(value);
    else editor.root.setAttribute(name, value);
  }
  hear(editor.root, send);
  return {
    element: editor.root,
    // Its own text ends with a line break that nobody wrote.
    text: () => editor.getText().replace(/\n$/, ""),
    write: (text) => { editor.setText(`${text}\n`, "user"); editor.setSelection(editor.getLength(), 0); },
    clear: () => editor.setText(""),
    focus: () => editor.focus(),
  };
}

function slate(mount, attributes, send) {
  const editor = withHistory(withReact(createSlate()));
  const paragraphs = (text) => text.split("\n").map((line) => ({ type: "paragraph", children: [{ text: line }] }));
  const editable = createElement(Editable, {
    ...attributes,
    placeholder: HINT,
    onKeyDown(event) {
      if (!isSending(event.nativeEvent)) return;
      event.preventDefault();
      send();
    },
  });
  flushSync(() => createRoot(mount).render(createElement(Slate, { editor, initialValue: paragraphs("") }, editable)));
  const write = (text) => flushSync(() => {
    Editor.withoutNormalizing(editor, () => {
      Transforms.deselect(editor);
      for (let at = editor.children.length - 1; at >= 0; at -= 1) Transforms.removeNodes(editor, { at: [at] });
      Transforms.insertNodes(editor, paragraphs(text), { at: [0] });
    });
    Transforms.select(editor, Editor.end(editor, []));
    editor.onChange();
  });
  return {
    element: mount.querySelector("[data-slate-editor]"),
    text: () => editor.children.map((node) => Node.string(node)).join("\n"),
    write,
    clear: () => write(""),
    focus: () => mount.querySelector("[data-slate-editor]").focus(),
  };
}

function codeMirror(mount, attributes, send) {
  const state = (text) => EditorState.create({
    doc: text,
    selection: { anchor: text.length },
    extensions: [
      keymap.of([{ key: "Enter", run: () => (send(), true) }, { key: "Shift-Enter", run: insertNewline }]),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      history(),
      placeholder(HINT),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of(attributes),
    ],
  });
  const view = new EditorView({ state: state(""), parent: mount });
  return {
    element: view.contentDOM,
    text: () => view.state.doc.toString(),
    write: (text) => view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
      selection: { anchor: text.length },
    }),
    clear: () => view.setState(state("")),
    focus: () => view.focus(),
  };
}

// A framework's: what its own listener heard is sent.
function textarea(mount, attributes, send) {
  const element = document.createElement("textarea");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  let state = "";
  element.addEventListener("input", () => (state = element.value));
  hear(element, send);
  mount.append(element);
  const write = (text) => {
    element.value = text;
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  return { element, text: () => state, write, clear: () => write(""), focus: () => element.focus() };
}

/** By their names: each takes where it stands, its box's attributes, and what sends. */
export const EDITORS = { prosemirror: proseMirror, lexical, quill, slate, codemirror: codeMirror, textarea };
