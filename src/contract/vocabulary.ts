// Sizes that both sides know.

export const PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;
