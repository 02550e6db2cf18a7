// What we use of autocannon, which brings no types.
declare module "autocannon" {
  export interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    headers: Record<string, string>;
  }
  export default function autocannon(
    options: Options,
  ): Promise<{ requests: { total: number }; errors: number; non2xx: number }>;
}
