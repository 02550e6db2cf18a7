// Makes one tree like another and leaves alone what is so already: what a reader has opened, and where the keyboard is, stay.

export const swap = (old: Element, fresh: Element): void => {
  keepOpen(old, fresh);
  if (old.isEqualNode(fresh)) return;
  if (haveSameParts(old, fresh)) {
    copyAttributes(old, fresh);
    const theirs = [...fresh.children]; // which leave it when they take a place
    [...old.children].forEach((child, at) => void swap(child, theirs[at]!));
    return;
  }
  for (const details of old.querySelectorAll("details[id]")) {
    const same = fresh.querySelector(`#${CSS.escape(details.id)}`);
    if (same) keepOpen(details, same);
  }
  const focused = old.contains(document.activeElement) ? placeOf(document.activeElement!) : null;
  old.replaceWith(fresh);
  if (focused) fresh.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
};

/** What the reader has opened or closed stays so; what nobody has touched is as the page has it now. */
const keepOpen = (old: Element, fresh: Element): void => {
  if (!(old instanceof HTMLDetailsElement && fresh instanceof HTMLDetailsElement)) return;
  const isTouched = old.open !== "open" in old.dataset;
  if (isTouched) fresh.open = old.open;
};

/** Both are lists of the same named parts, in the same order, and nothing else. */
const haveSameParts = (old: Element, fresh: Element): boolean =>
  old.tagName === fresh.tagName &&
  old.children.length > 0 &&
  old.children.length === fresh.children.length &&
  [...old.children].every((child, at) => child.id !== "" && child.id === fresh.children[at]!.id);

const copyAttributes = (old: Element, fresh: Element): void => {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
};

/** By its own name, or that of what it stands in. */
const placeOf = (element: Element): string | null => {
  if (element.id !== "") return `#${CSS.escape(element.id)}`;
  const named = element.closest("[id]");
  return named ? `#${CSS.escape(named.id)} ${element.tagName.toLowerCase()}` : null;
};
