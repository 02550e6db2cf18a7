/** The main screens by their keys, where a heading has room for them. */
export const TABS = "1 incidents  2 components  3 maintenance  4 deliveries";
