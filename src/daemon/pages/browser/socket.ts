// Loaded after the page: tells its script when there is news, and whether anybody would tell.
import { io } from "socket.io-client";

const { page, io: path = "/socket.io" } = document.querySelector("main")!.dataset;
const say = (name: string, detail?: boolean): void => {
  document.dispatchEvent(new CustomEvent(`tocsin:${name}`, { detail }));
};

const socket = io("/public", {
  ...{ path, auth: { page }, transports: ["websocket", "polling"] },
  // A crowd that was cut off together does not come back together.
  ...{ reconnectionDelay: 2000, reconnectionDelayMax: 60_000, randomizationFactor: 0.8 },
});
socket.on("connect", () => say("live", true));
socket.on("disconnect", () => say("live", false));
socket.onAny(() => say("news"));
