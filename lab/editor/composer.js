// ProseMirror as ChatGPT's composer: plain paragraphs, Enter sends, Shift and Enter begin a new line.
import { baseKeymap, splitBlock } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Schema } from "prosemirror-model";
import { EditorState, Selection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";

// What people write is plain: paragraphs, and line breaks in them.
const schema = new Schema({
  nodes: {
    doc: { content: "paragraph+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    text: { group: "inline" },
  },
});

export function proseMirror(mount, attributes, send) {
  const empty = () => EditorState.create({
    schema,
    plugins: [
      history(),
      keymap({
        Enter: () => (send(), true),
        "Shift-Enter": splitBlock,
        "Mod-z": undo,
        "Mod-y": redo,
      }),
      keymap(baseKeymap),
    ],
  });
  const view = new EditorView(mount, { state: empty(), attributes });
  return {
    element: view.dom,
    // Of the editor's own state: what only stands in the page is not sent.
    text: () => view.state.doc.textBetween(0, view.state.doc.content.size, "\n", "\n"),
    write(text) {
      const paragraphs = text.split("\n").map((line) => schema.node("paragraph", {}, line ? [schema.text(line)] : []));
      const { tr } = view.state;
      tr.replaceWith(0, tr.doc.content.size, paragraphs);
      view.dispatch(tr.setSelection(Selection.atEnd(tr.doc)));
    },
    clear: () => view.updateState(empty()),
    focus: () => view.focus(),
  };
}
