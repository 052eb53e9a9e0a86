// The document's own members. A page's markup can hide them behind its elements, in the world of
// extensions, too: after <img name="querySelector"> that element is `document.querySelector`.

/** A member of the document that no element of the page can hide; functions come bound. */
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
