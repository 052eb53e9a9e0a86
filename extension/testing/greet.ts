// A content script for the test of the bundler: it shares a module, and answers what it was told.
import { greeting } from "./greeting.ts";

export interface Order {
  name: string;
}

export default async function greet({ name }: Order): Promise<string> {
  await Promise.resolve();
  return greeting(name);
}
