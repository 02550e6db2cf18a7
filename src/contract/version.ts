/** The version of this program; client and daemon compare theirs. */
export const VERSION = "0.6.0";
