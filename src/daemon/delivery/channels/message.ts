// What is to be said to one target, before a channel puts it into its own form.

export interface Message {
  /** The same on every attempt. */
  messageId: string;
  target: string;
  /** What the channel signs with; null where it does not. */
  secret: string | null;
  /** `status.changed`, `maintenance.started`, … */
  type: string;
  /** Epoch ms of what is told. */
  at: number;
  data: unknown;
}
