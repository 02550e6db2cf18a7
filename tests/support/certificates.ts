// Certificates made for one test by openssl: an authority, and what it signs.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "./temp.ts";
import { hasTools } from "./tools.ts";

export const hasOpenssl = hasTools("openssl");

export interface Certificate {
  /** Paths, as servers want them. */
  file: string;
  keyFile: string;
  cert: string;
  key: string;
}
export interface Authority {
  file: string;
  cert: string;
  /** For these names, such as `IP:127.0.0.1` or `DNS:redis.example.org`. */
  sign: (name: string, altNames: string) => Certificate;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

export const makeAuthority = (): Authority => {
  const dir = tempDir();
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
  const read = (file: string): string => readFileSync(join(dir, file), "utf8");
  openssl(
    "req",
    "-x509",
    ...NEW_KEY,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "1",
    "-subj",
    "/CN=test authority",
  );
  return {
    file: join(dir, "ca.pem"),
    cert: read("ca.pem"),
    sign: (name, altNames) => {
      const [request, key, cert] = [`${name}.csr`, `${name}.key`, `${name}.pem`];
      openssl("req", ...NEW_KEY, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
      writeFileSync(join(dir, `${name}.ext`), `subjectAltName=${altNames}\n`);
      const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
      openssl("x509", "-req", "-in", request, ...by, "-out", cert, "-days", "1", "-extfile", `${name}.ext`);
      return { file: join(dir, cert), keyFile: join(dir, key), cert: read(cert), key: read(key) };
    },
  };
};
