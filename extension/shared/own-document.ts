// The document's own members. A page's markup can put its elements in front of them, in the world of
// extensions, too: <img name="querySelector"> is what `document.querySelector` is from then on.

/** A member of the document that no element of the page stands before; functions come bound. */
export function own<Name extends keyof Document>(
  name: Name,
  of: Document = document,
): Document[Name] {
  const member = Object.getOwnPropertyDescriptor(Document.prototype, name) as PropertyDescriptor;
  return member.get ? member.get.call(of) : member.value.bind(of);
}

export function setTitle(title: string): void {
  const member = Object.getOwnPropertyDescriptor(Document.prototype, "title") as PropertyDescriptor;
  member.set?.call(document, title);
}
