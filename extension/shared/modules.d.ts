// What the bundler makes of files that are not scripts.

// Its text as one style sheet, for a shadow root: `import sheet from "./card.css" with { type:
// "css-text" }`.
declare module "*.css" {
  const text: string;
  export default text;
}
