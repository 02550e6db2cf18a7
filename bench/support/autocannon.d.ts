// What we use of autocannon, which brings no types.
declare module "autocannon" {
  export interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    headers?: Record<string, string>;
    /** Requests per second of all connections; absent: as many as are answered. */
    overallRate?: number;
  }
  export default function autocannon(
    options: Options,
  ): Promise<{ requests: { total: number }; latency: { p99: number }; errors: number; non2xx: number }>;
}
