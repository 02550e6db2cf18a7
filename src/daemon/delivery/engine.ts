// The port behind which sending happens: in this process, or as jobs on Redis. Rows know what was sent; an engine only sends.
import type { Lane } from "../../domain/lane.ts";
import type { Outcome } from "../../domain/retry.ts";

/** One rendered, signed message, as it leaves. */
export type Outgoing = HttpRequest | MailRequest;
export interface HttpRequest {
  kind: "http";
  /** Always a POST. */
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Answers besides 410 that mean that this target is no more. */
  goneOn?: number[];
  /** To public addresses only, whatever else may be reached: a stranger named it. */
  isStrangers?: true;
}
export interface MailRequest {
  kind: "mail";
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** With its angle brackets, as all ids of mail. */
  messageId: string;
  references: string[];
  headers: Record<string, string>;
}

/** It carries all a sender needs, so that a worker needs no database. */
export interface SendJob {
  deliveryId: number;
  /** Which hand-over of this delivery; with the id it names the job. */
  claim: number;
  lane: Lane;
  request: Outgoing;
  /** Epoch ms; past it the job comes back unsent, since its facts and its signature have aged. */
  notAfter: number;
}
export type JobName = Pick<SendJob, "deliveryId" | "claim">;

/** What an engine knows of a job that a row says is being sent. */
export type JobState =
  | { kind: "pending" }
  | { kind: "finished"; outcome: Outcome }
  /** `isCertain`: nobody can still be sending it. */
  | { kind: "gone"; isCertain: boolean };

export interface SendEngine {
  readonly name: "embedded" | "bullmq";
  start: () => Promise<void>;
  /** How many more jobs of a lane it can start soon; 0 while it is away. */
  room: (lane: Lane) => number;
  /** Takes a job; rejects when it did not. The outcome comes through `onOutcome`. */
  submit: (job: SendJob) => Promise<void>;
  inspect: (job: JobName) => Promise<JobState>;
  /** Takes back what nobody has begun to send; those jobs, which will never be sent, and have no outcome. */
  recall: (jobs: readonly JobName[]) => Promise<JobName[]>;
  /** The row is settled: nothing of the job is needed any more. */
  forget: (job: JobName) => Promise<void>;
  /** What is wrong with it, in words; null when all is well. */
  trouble: () => string | null;
  /** Takes nothing more, and lets what is being sent finish until the deadline. */
  stop: (deadlineMs: number) => Promise<void>;
}

export interface EngineEvents {
  onOutcome: (job: JobName, outcome: Outcome) => void;
  /** There is room again. */
  onRoom: () => void;
}

/** What comes of a job past its `notAfter`. */
export const TOO_LATE = { kind: "unsent", reason: "it waited too long" } as const satisfies Outcome;

/** Sends one job; never throws. */
export type Send = (job: SendJob) => Promise<Outcome>;
