// OpenAPI 3.1 from the contract's own schemas: zod writes JSON Schema 2020-12, which 3.1 takes as it is.
import * as z from "zod";
import { STATUS_OF_CODE } from "../../contract/problem.ts";
import { API, type Route } from "../../contract/route.ts";
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

const operationOf = (route: Route, named: Named): Json => {
  const { params, query, body, reply } = schemasOf(route.name);
  return {
    operationId: route.name,
    summary: route.summary,
    description: `Needs the role ${roleNeeded(route.name)}.`,
    parameters: [
      ...parametersOf(params, "path", named),
      ...parametersOf(query, "query", named),
      ...(route.method === "POST"
        ? [{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", maxLength: 255 } }]
        : []),
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
            content: { "application/json": { schema: schemaOf(reply, "output", named) } },
          },
        ]),
      ),
      default: {
        description: "A problem (RFC 9457)",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
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
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A Tocsin token." } },
    },
  };
};
