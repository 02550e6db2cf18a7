// Where readers find each page, as a table.
import { expect, test } from "vitest";
import {
  type Addressed,
  addressesOf,
  linkToPage,
  type Place,
  pageOfHost,
  withoutBase,
} from "../../src/domain/page-address.ts";

const HOST = "https://status.example.org";
const TABLE: [string, { place: Place; page: Addressed; isFirst: boolean; url: string; root: string; link: string }][] =
  [
    [
      "the first is at the public address",
      { place: { publicUrl: HOST }, page: { slug: "a" }, isFirst: true, url: HOST, root: HOST, link: `${HOST}/` },
    ],
    [
      "another is below it",
      {
        place: { publicUrl: HOST },
        page: { slug: "b" },
        isFirst: false,
        url: `${HOST}/p/b`,
        root: HOST,
        link: `${HOST}/p/b`,
      },
    ],
    [
      "a slash at the end of the public address is none of theirs",
      {
        place: { publicUrl: `${HOST}/` },
        page: { slug: "b" },
        isFirst: false,
        url: `${HOST}/p/b`,
        root: HOST,
        link: `${HOST}/p/b`,
      },
    ],
    [
      "the path of the public address counts",
      {
        ...{ place: { publicUrl: "https://example.org/status/" }, page: { slug: "a" }, isFirst: true },
        ...{
          url: "https://example.org/status",
          root: "https://example.org/status",
          link: "https://example.org/status/",
        },
      },
    ],
    [
      "and so does the base path, where the public address has none",
      {
        ...{
          place: { publicUrl: "https://example.org:8443", basePath: "/status" },
          page: { slug: "b" },
          isFirst: false,
        },
        ...{ url: "https://example.org:8443/status/p/b", root: "https://example.org:8443/status" },
        link: "https://example.org:8443/status/p/b",
      },
    ],
    [
      "the base path is not added to the same path",
      {
        ...{
          place: { publicUrl: "https://example.org/status", basePath: "/status" },
          page: { slug: "a" },
          isFirst: true,
        },
        ...{
          url: "https://example.org/status",
          root: "https://example.org/status",
          link: "https://example.org/status/",
        },
      },
    ],
    [
      "a domain has the scheme and the port of the public address, and no path",
      {
        place: { publicUrl: "http://10.0.0.1:7373", basePath: "/status" },
        page: { slug: "b", domain: "b.example.net" },
        isFirst: false,
        ...{ url: "http://b.example.net:7373", root: "http://b.example.net:7373", link: "http://b.example.net:7373/" },
      },
    ],
    [
      "also where it is the first",
      {
        ...{ place: { publicUrl: "https://[::1]:443/x" }, page: { slug: "a", domain: "a.example.net" }, isFirst: true },
        ...{ url: "https://a.example.net", root: "https://a.example.net", link: "https://a.example.net/" },
      },
    ],
  ];

test.each(TABLE)("%s", (_, { place, page, isFirst, url, root, link }) => {
  const pages = isFirst ? [page] : [{ slug: "first" }, page];
  const address = addressesOf(pages, place).get(page.slug)!;
  expect(address).toEqual({ url, root });
  expect(linkToPage(address)).toBe(link);
});

test.each([
  ["core.example.org", "b"],
  ["CORE.example.org:8443", "b"],
  ["core.example.org.", "b"],
  ["status.example.org", undefined],
  ["", undefined],
  [undefined, undefined],
])("the host %s is that of %s", (host, slug) => {
  expect(pageOfHost([{ slug: "a" }, { slug: "b", domain: "core.example.org" }], host)?.slug).toBe(slug);
});

test.each([
  ["/status", "/"],
  ["/status/", "/"],
  ["/status?x=1", "/?x=1"],
  ["/status/api/v2/summary.json", "/api/v2/summary.json"],
  ["/statuspage", "/statuspage"],
  ["/other/status", "/other/status"],
])("below /status, %s is %s", (url, cut) => {
  expect(withoutBase(url, "/status")).toBe(cut);
  expect(withoutBase(url, "")).toBe(url);
});
