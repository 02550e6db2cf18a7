// Every way a request can fail: application/problem+json (RFC 9457) with a code of this table.

export const STATUS_OF_CODE = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ProblemCode = keyof typeof STATUS_OF_CODE;

export const TITLE_OF_CODE: Record<ProblemCode, string> = {
  invalid: "The request is not valid",
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "Conflicts with the present state",
  too_large: "Too large",
  rate_limited: "Too many requests",
  internal: "Something went wrong inside Tocsin",
  unavailable: "Cannot be done at this moment",
};

/** Exit codes of the CLI; scripts live on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  conflict: 5,
  unreachable: 6,
  timedOut: 7,
  notHolding: 8,
  interrupted: 130,
} as const;

export const EXIT_OF_CODE: Record<ProblemCode, number> = {
  invalid: EXIT.usage,
  unauthenticated: EXIT.notAllowed,
  forbidden: EXIT.notAllowed,
  not_found: EXIT.notFound,
  conflict: EXIT.conflict,
  too_large: EXIT.usage,
  rate_limited: EXIT.failed,
  internal: EXIT.failed,
  unavailable: EXIT.failed,
};

export interface FieldError {
  path: string;
  message: string;
}
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  hint?: string;
  requestId?: string;
  errors?: FieldError[];
}

export interface ProblemDetails {
  hint?: string;
  errors?: FieldError[];
  /** When the same request can succeed; goes out as Retry-After. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A refusal with its next step. `detail` and `hint` are for people and never carry internals. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly hint: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, detail: string, more: ProblemDetails = {}) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  toBody(requestId?: string): ProblemBody {
    return {
      type: `urn:tocsin:problem:${this.code}`,
      title: TITLE_OF_CODE[this.code],
      status: STATUS_OF_CODE[this.code],
      code: this.code,
      detail: this.message,
      ...(this.hint ? { hint: this.hint } : {}),
      ...(requestId ? { requestId } : {}),
      ...(this.errors ? { errors: this.errors } : {}),
    };
  }

  static fromBody(body: ProblemBody): Problem {
    const { detail, hint, errors } = body;
    return new Problem(body.code, detail, { ...(hint ? { hint } : {}), ...(errors ? { errors } : {}) });
  }
}

export const problem = (code: ProblemCode, detail: string, more: ProblemDetails = {}): Problem =>
  new Problem(code, detail, more);
