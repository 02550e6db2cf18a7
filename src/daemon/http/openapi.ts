// OpenAPI 3.1 from the contract's own schemas: zod writes JSON Schema 2020-12, which 3.1 takes as it is.
import * as z from "zod";
import { type ProblemCode, STATUS_OF_CODE, TITLE_OF_CODE } from "../../contract/problem.ts";
import { API, hasBody, type Route, type RouteName } from "../../contract/route.ts";
import { ROUTES } from "../../contract/routes.ts";
import { schemasOf } from "../../contract/schemas/index.ts";
import { VERSION } from "../../contract/version.ts";
import { roleNeeded } from "../../domain/actor.ts";

type Json = Record<string, unknown>;

/** Schemas with a name, gathered under components: zod hands them out beside each use. */
type Named = Record<string, Json>;

const schemaOf = (schema: z.ZodType, io: "input" | "output", named: Named): Json => {
  const made = z.toJSONSchema(schema, {
    ...{ io, unrepresentable: "any", reused: "inline" },
    // Replies may gain fields; only what we take is closed.
    override: ({ jsonSchema }) => {
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { $schema: _, $defs = {}, ...json } = JSON.parse(text) as Json & { $defs?: Named };
  Object.assign(named, $defs);
  return json;
};

const parametersOf = (schema: z.ZodType | undefined, where: "path" | "query", named: Named): Json[] => {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input", named) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    ...{ name, in: where },
    required: where === "path" || required.includes(name),
    schema: property,
  }));
};

const PROBLEM: Json = {
  type: "object",
  required: ["type", "title", "status", "code", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { enum: Object.keys(STATUS_OF_CODE) },
    detail: { type: "string" },
    hint: { type: "string" },
    requestId: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

/** Said once, under components, and pointed at by every operation that has them. */
const ref = (kind: "headers" | "parameters" | "responses" | "schemas", name: string): Json => ({
  $ref: `#/components/${kind}/${name}`,
});
const textHeader = (description: string): Json => ({ description, schema: { type: "string" } });
const HEADERS: Named = {
  ETag: textHeader("Version and content of the reply, for If-Match and If-None-Match (RFC 9110)."),
  Link: textHeader('Where the next page is: `<…>; rel="next"` (RFC 8288); absent on the last one.'),
  RetryAfter: { description: "Seconds after which the same request can succeed.", schema: { type: "integer" } },
  TocsinResult: { description: "Whether anything had to change.", schema: { enum: ["changed", "unchanged"] } },
  TocsinSeq: {
    description: "Newest event that the reply knows of: what a live feed has told after it comes on top.",
    schema: { type: "integer" },
  },
  TocsinVersion: textHeader("Version of the daemon."),
};
const PARAMETERS: Named = {
  IdempotencyKey: {
    ...{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", maxLength: 255 } },
    description: "The same key and body within 24 h are answered as the first time, and nothing is done twice.",
  },
  IfMatch: {
    ...{ name: "If-Match", in: "header", required: false, schema: { type: "string" } },
    description: "The ETag of what was read; 409 if somebody has changed it since.",
  },
  IfNoneMatch: {
    ...{ name: "If-None-Match", in: "header", required: false, schema: { type: "string" } },
    description: "The ETag of what was read; 304 if it is still that.",
  },
};
const HEADERS_OF_CODE: Partial<Record<ProblemCode, Json>> = {
  unauthenticated: { "WWW-Authenticate": textHeader("How to sign in.") },
  rate_limited: { "Retry-After": ref("headers", "RetryAfter") },
  unavailable: { "Retry-After": ref("headers", "RetryAfter") },
};
const responseOfProblem = (description: string, headers: Json = {}): Json => ({
  description,
  headers: { "Tocsin-Version": ref("headers", "TocsinVersion"), ...headers },
  content: { "application/problem+json": { schema: ref("schemas", "Problem") } },
});
const CODES = Object.keys(STATUS_OF_CODE) as ProblemCode[];
const RESPONSES: Named = {
  ...Object.fromEntries(
    CODES.map((code) => [code, responseOfProblem(`${TITLE_OF_CODE[code]} (\`${code}\`)`, HEADERS_OF_CODE[code])]),
  ),
  problem: responseOfProblem("A problem (RFC 9457)"),
  not_modified: { description: "It is still what If-None-Match names", headers: { ETag: ref("headers", "ETag") } },
};

/** What a route can answer instead; the rest can happen anywhere. */
const canAnswer: Partial<Record<ProblemCode, (route: Route) => boolean>> = {
  not_found: ({ path }) => path.includes("{"),
  conflict: ({ method }) => method !== "GET",
  too_large: hasBody,
};

const isOfIncident = (reply: z.ZodType): boolean => z.globalRegistry.get(reply)?.id === "Incident";
const isPaged = (reply: z.ZodType): boolean => reply instanceof z.ZodObject && "nextCursor" in reply.shape;
const TAKES_IF_MATCH: ReadonlySet<RouteName> = new Set(["editIncident"]);

const operationOf = (route: Route, named: Named): Json => {
  const { params, query, body, reply } = schemasOf(route.name);
  const isRead = route.method === "GET";
  const headers = {
    "Tocsin-Version": ref("headers", "TocsinVersion"),
    ...(isRead ? { "Tocsin-Seq": ref("headers", "TocsinSeq") } : { "Tocsin-Result": ref("headers", "TocsinResult") }),
    ...(isOfIncident(reply) ? { ETag: ref("headers", "ETag") } : {}),
    ...(isPaged(reply) ? { Link: ref("headers", "Link") } : {}),
  };
  return {
    operationId: route.name,
    summary: route.summary,
    description: `Needs the role ${roleNeeded(route.name)}.`,
    parameters: [
      ...parametersOf(params, "path", named),
      ...parametersOf(query, "query", named),
      ...(route.method === "POST" ? [ref("parameters", "IdempotencyKey")] : []),
      ...(TAKES_IF_MATCH.has(route.name) ? [ref("parameters", "IfMatch")] : []),
      ...(isRead && isOfIncident(reply) ? [ref("parameters", "IfNoneMatch")] : []),
    ],
    ...(body
      ? {
          requestBody: {
            required: false,
            content: { "application/json": { schema: schemaOf(body, "input", named) } },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        route.status.map((status) => [
          String(status),
          {
            description: status === 201 ? "Made" : "Done",
            headers,
            content: { "application/json": { schema: schemaOf(reply, "output", named) } },
          },
        ]),
      ),
      ...(isRead && isOfIncident(reply) ? { 304: ref("responses", "not_modified") } : {}),
      ...Object.fromEntries(
        CODES.filter((code) => canAnswer[code]?.(route) ?? true).map((code) => [
          String(STATUS_OF_CODE[code]),
          ref("responses", code),
        ]),
      ),
      default: ref("responses", "problem"),
    },
  };
};

export const openApiDocument = (): Json => {
  const paths: Record<string, Json> = {};
  const named: Named = {};
  for (const route of ROUTES) {
    const path = API + route.path;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, named) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Tocsin", version: VERSION, description: "Incident response and status pages." },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { ...named, Problem: PROBLEM },
      headers: HEADERS,
      parameters: PARAMETERS,
      responses: RESPONSES,
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A Tocsin token." } },
    },
  };
};
