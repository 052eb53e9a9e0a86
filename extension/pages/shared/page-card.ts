// The card on a page of ours: made when there is something to show, and anew after it went.
import { createCard } from "../../content/card-element.ts";
import type { Card } from "../../content/page-state.ts";

export function pageCard(mount: HTMLElement): Card {
  let card: Card | undefined;
  return {
    show(view) {
      card ??= createCard({
        mount,
        onRemoved: () => {
          card = undefined;
        },
      });
      card.show(view);
    },
    remove: () => card?.remove(),
    isInUse: () => card?.isInUse() ?? false,
  };
}
