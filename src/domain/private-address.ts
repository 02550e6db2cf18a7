// Addresses that only our own networks can mean: loopback, private, link-local, documentation, multicast (IANA's special-purpose registries).
import { BlockList, isIP } from "node:net";

const notPublic = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  notPublic.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["100:0:0:1::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  notPublic.addSubnet(net, bits, "ipv6");

/** IPv4 inside IPv6: mapped (RFC 4291), and as DNS64 gives it to hosts without IPv4 (RFC 6052). */
const CARRIERS = ["::ffff:", "64:ff9b::"] as const;

/** Is this literal address one that only our own networks can mean? IPv4 inside IPv6 counts as the IPv4 it is. */
export const isPrivateAddress = (address: string): boolean => {
  const plain = address.replace(/%.*$/, ""); // a zone says which interface
  if (isIP(plain) !== 6) return notPublic.check(plain, "ipv4");
  const shortest = canonical(plain);
  const carrier = CARRIERS.find((prefix) => shortest.startsWith(prefix));
  if (carrier) return isPrivateAddress(ipv4Of(shortest.slice(carrier.length)));
  return notPublic.check(shortest, "ipv6");
};

/** As RFC 5952 writes it, without dots. */
const canonical = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

/** The last 32 bits, given as up to two groups; what has more is not such an address, and no public one either. */
const ipv4Of = (groups: string): string => {
  const words = groups.split(":").map((group) => Number.parseInt(group || "0", 16));
  const [high, low] = words.length === 1 ? [0, words[0]!] : [words[0]!, words[1]!];
  if (words.length > 2) return "0.0.0.0";
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
};

/** The host of a URL, where it is a literal private address or `localhost`; other names are judged when they are resolved. */
export const isPrivateHost = (hostname: string): boolean => {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, "");
  return isIP(host) ? isPrivateAddress(host) : host === "localhost" || host.endsWith(".localhost");
};
