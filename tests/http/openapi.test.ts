// The document that describes the API: whole, and sound enough for the tools that read such documents.
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { API } from "../../src/contract/route.ts";
import { ROUTES } from "../../src/contract/routes.ts";
import { openApiDocument } from "../../src/daemon/http/openapi.ts";

interface Reply {
  description: string;
  headers: Record<string, unknown>;
  content?: Record<string, { schema: object }>;
}
interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: object;
}
interface Operation {
  operationId: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, Reply>;
}
const document = JSON.parse(JSON.stringify(openApiDocument()));
const operations: [string, string, Operation][] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]): [string, string, Operation] => [
    path,
    method,
    {
      ...operation,
      parameters: operation.parameters.map((parameter) => deref<Parameter>(parameter)),
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, reply]) => [status, deref<Reply>(reply)]),
      ),
    },
  ]),
);
/** What is said once under components stands in its place. */
function deref<T>(node: object): T {
  return ("$ref" in node ? resolve(String(node.$ref)) : node) as T;
}

const everyNode = (node: unknown, visit: (node: Record<string, unknown>) => void): void => {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) visit(node as Record<string, unknown>);
  for (const child of Object.values(node)) everyNode(child, visit);
};
function resolve(ref: string): unknown {
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], document);
}

test("is OpenAPI 3.1 and names every route of the contract, once", () => {
  expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Tocsin", version: expect.any(String) } });
  expect(operations.map(([path, method]) => `${method} ${path}`).sort()).toEqual(
    ROUTES.map((route) => `${route.method.toLowerCase()} ${API}${route.path}`).sort(),
  );
  const ids = operations.map(([, , operation]) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("declares every path parameter, and only those of the path", () => {
  for (const [path, , operation] of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((parameter) => parameter.in === "path");
    expect(
      declared.map(({ name }) => name),
      path,
    ).toEqual(inPath);
    for (const parameter of operation.parameters) {
      expect(parameter.schema, `${path} ${parameter.name}`).toBeTypeOf("object");
      if (parameter.in === "path") expect(parameter.required).toBe(true);
    }
    const keys = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test("gives every operation its replies and the problem, with schemas", () => {
  for (const [path, , operation] of operations) {
    expect(operation.responses.default?.content?.["application/problem+json"], path).toBeDefined();
    for (const [status, reply] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^(default|[1-5]\d\d)$/);
      expect(reply.description).not.toBe("");
    }
    if (operation.requestBody) expect(operation.requestBody.content["application/json"]?.schema).toBeTypeOf("object");
  }
});

test("has no reference that leads nowhere", () => {
  const refs: string[] = [];
  everyNode(document, (node) => {
    if (typeof node.$ref === "string") refs.push(node.$ref);
  });
  expect(refs.length).toBeGreaterThan(0);
  for (const ref of new Set(refs)) {
    expect(ref).toMatch(/^#\//);
    expect(resolve(ref), ref).toBeDefined();
  }
});

const operationOf = (id: string): Operation =>
  operations.map(([, , one]) => one).find((one) => one.operationId === id)!;
const headersIn = (id: string): string[] =>
  operationOf(id)
    .parameters.filter((parameter) => parameter.in === "header")
    .map(({ name }) => name);

test("names every code of the problem table where it can happen, with when to come back", () => {
  const ofAck = operationOf("ackIncident").responses;
  expect(Object.keys(ofAck)).toEqual(["200", "400", "401", "403", "404", "409", "413", "429", "500", "503", "default"]);
  expect(Object.keys(operationOf("listIncidents").responses)).toEqual(
    ["200", "400", "401", "403", "429", "500", "503", "default"], // nothing to conflict with, no body, nothing to be missing
  );
  for (const status of ["429", "503"]) expect(ofAck[status]!.headers).toHaveProperty("Retry-After");
  expect(ofAck["401"]!.headers).toHaveProperty("WWW-Authenticate");
});

test("says which headers are taken and given: ETag of an incident, Link of a list, keys of a command", () => {
  expect(headersIn("ackIncident")).toEqual(["Idempotency-Key"]);
  expect(headersIn("editIncident")).toEqual(["If-Match"]);
  expect(headersIn("getIncident")).toEqual(["If-None-Match"]);
  expect(operationOf("getIncident").responses["304"]?.content).toBeUndefined();
  expect(Object.keys(operationOf("getIncident").responses["200"]!.headers)).toEqual([
    "Tocsin-Version",
    "Tocsin-Seq",
    "ETag",
  ]);
  expect(Object.keys(operationOf("listTokens").responses["200"]!.headers)).toEqual([
    "Tocsin-Version",
    "Tocsin-Seq",
    "Link",
  ]);
});

test("a validator of the standard accepts it, and refuses it once it is broken", async () => {
  const document = openApiDocument();
  expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  const broken = { ...document, paths: { "/x": { get: { responses: { "200": { content: {} } } } } } };
  expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
});
