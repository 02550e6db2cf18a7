// The page's script: asks every 15 s for news, and swaps in what changed. Without it the page is whole, only not live.

export const SCRIPT = `"use strict";
(() => {
  const EVERY_MS = 15000;
  const $ = (selector, root) => (root || document).querySelector(selector);
  let failures = 0;
  let timer;

  const swap = async () => {
    const response = await fetch(location.pathname, { cache: "no-cache", headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(response.status);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const headline = $("h1", fresh).textContent;
    const isNews = headline !== $("h1").textContent;
    for (const part of ["main", ".last-change"]) $(part).replaceWith($(part, fresh));
    $("link[rel=icon]").href = $("link[rel=icon]", fresh).href;
    document.title = fresh.title;
    if (isNews) $("#news").textContent = headline;
  };

  const look = async () => {
    clearTimeout(timer);
    try {
      const { watch, etag } = $("main").dataset;
      const response = await fetch(watch, { cache: "no-store", headers: { "If-None-Match": etag } });
      if (response.status === 200 && response.headers.get("ETag") !== etag) await swap();
      else if (!response.ok && response.status !== 304) throw new Error(response.status);
      failures = 0;
    } catch {
      failures += 1;
    }
    $("#unreachable").hidden = failures < 2;
    // A little spread, so that a crowd that came at once does not ask at once.
    if (!document.hidden) timer = setTimeout(look, EVERY_MS * (0.9 + Math.random() * 0.2));
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  timer = setTimeout(look, EVERY_MS);
})();
`;
