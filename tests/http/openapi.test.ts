// The document that describes the API: whole, and sound enough for the tools that read such documents.
import { expect, test } from "vitest";
import { API } from "../../src/contract/route.ts";
import { ROUTES } from "../../src/contract/routes.ts";
import { openApiDocument } from "../../src/daemon/http/openapi.ts";

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
}
const document = JSON.parse(JSON.stringify(openApiDocument()));
const operations: [string, string, Operation][] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]): [string, string, Operation] => [
    path,
    method,
    operation,
  ]),
);

const everyNode = (node: unknown, visit: (node: Record<string, unknown>) => void): void => {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) visit(node as Record<string, unknown>);
  for (const child of Object.values(node)) everyNode(child, visit);
};
const resolve = (ref: string): unknown =>
  ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], document);

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
    expect(operation.responses.default?.content["application/problem+json"], path).toBeDefined();
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
