// What a content script shares with others, for the test of the bundler.
const WORDS = { hello: "Hello" };

export function greeting(name: string): string {
  return `${WORDS.hello}, ${name}!`;
}
