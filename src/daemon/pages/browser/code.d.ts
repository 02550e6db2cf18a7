/** See `scripts/browser-code.ts`. */
declare module "*?browser" {
  const code: string;
  export default code;
}
