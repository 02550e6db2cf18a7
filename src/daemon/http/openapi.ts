// OpenAPI 3.1 from the contract's own schemas: zod writes JSON Schema 2020-12, which 3.1 takes as it is.
import * as z from "zod";
import { STATUS_OF_CODE } from "../../contract/problem.ts";
import { API, type Route } from "../../contract/route.ts";
import { ROUTES } from "../../contract/routes.ts";
import { VERSION } from "../../contract/version.ts";
import { roleNeeded } from "../../domain/actor.ts";

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as Json;
  return json;
};

const parametersOf = (schema: z.ZodType | undefined, where: "path" | "query"): Json[] => {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as { properties?: Json; required?: string[] };
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

const operationOf = (route: Route): Json => ({
  operationId: route.name,
  summary: route.summary,
  description: `Needs the role ${roleNeeded(route.name)}.`,
  parameters: [
    ...parametersOf(route.params, "path"),
    ...parametersOf(route.query, "query"),
    ...(route.method === "POST"
      ? [{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", maxLength: 255 } }]
      : []),
  ],
  ...(route.body
    ? { requestBody: { required: false, content: { "application/json": { schema: schemaOf(route.body, "input") } } } }
    : {}),
  responses: {
    ...Object.fromEntries(
      route.status.map((status) => [
        String(status),
        {
          description: status === 201 ? "Made" : "Done",
          content: { "application/json": { schema: schemaOf(route.reply, "output") } },
        },
      ]),
    ),
    default: {
      description: "A problem (RFC 9457)",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  },
});

export const openApiDocument = (): Json => {
  const paths: Record<string, Json> = {};
  for (const route of ROUTES) {
    const path = API + route.path;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Tocsin", version: VERSION, description: "Incident response and status pages." },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A Tocsin token." } },
    },
  };
};
