// A real nginx, one worker, that serves one page as a file that is compressed already.
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { atEnd, end, pause, tempDir } from "./processes.ts";

const START_MS = 10_000;
const LOOK_MS = 20;

export interface Nginx {
  url: string;
  pid: number;
}
export interface ServedFile {
  /** In gzip. */
  body: Uint8Array;
  /** Names and values in turns. */
  headers: readonly string[];
}

/** null where it is not installed. */
export const startNginx = async (file: ServedFile): Promise<Nginx | null> => {
  const about = spawnSync("nginx", ["-V"], { encoding: "utf8" });
  if (about.error || about.status !== 0) return null;
  const hasGzipStatic = about.stderr.includes("--with-http_gzip_static_module");
  const dir = tempDir();
  const address = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(dir, hasGzipStatic ? "page.html.gz" : "page.html"), file.body);
  writeFileSync(join(dir, "nginx.conf"), configOf({ dir, address, hasGzipStatic, headers: file.headers }));
  // Without a master there is one process, whose processor time can be read.
  const child = spawn("nginx", ["-p", dir, "-c", join(dir, "nginx.conf"), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  atEnd(() => end(child));
  const url = `http://${address}/page.html`;
  for (const until = performance.now() + START_MS; performance.now() < until; await pause(LOOK_MS))
    if (await isReady(url)) return { url, pid: child.pid ?? 0 };
  throw new Error(`nginx took more than ${START_MS} ms to start`);
};

/** What it writes by itself. */
const OWN = new Set(["content-type", "content-length", "content-encoding", "etag"]);

const configOf = (facts: {
  dir: string;
  address: string;
  hasGzipStatic: boolean;
  headers: readonly string[];
}): string => {
  const { dir, address, hasGzipStatic, headers } = facts;
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${dir}/${name};`,
  );
  const added = headers.flatMap((name, at) =>
    at % 2 === 1 || OWN.has(name.toLowerCase()) ? [] : [`add_header ${name} ${JSON.stringify(headers[at + 1])};`],
  );
  const encoding = hasGzipStatic ? "gzip_static on;" : "add_header Content-Encoding gzip;";
  const user = process.getuid?.() === 0 ? `user ${userInfo().username};` : "";
  return `
daemon off; master_process off; worker_processes 1; pid ${dir}/nginx.pid; ${user}
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=16;
  types { text/html html; } charset utf-8;
  ${places.join(" ")}
  server { listen ${address}; root ${dir}; ${encoding} ${added.join(" ")} }
}
`;
};

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url, { headers: { "accept-encoding": "gzip" } })).ok;
  } catch {
    return false; // not yet
  }
};
