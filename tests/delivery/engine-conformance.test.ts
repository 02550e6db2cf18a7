// What every engine promises to the deliverer, told once and run against each.
import { describe, expect, test } from "vitest";
import { LANE_ROOM, LANES } from "../../src/domain/lane.ts";
import { hasRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { bullmqBench, embeddedBench, type MakeBench } from "./engines.ts";

const ENGINES: { name: string; isThere: boolean; make: MakeBench }[] = [
  { name: "embedded", isThere: true, make: embeddedBench },
  { name: "bullmq", isThere: hasRedis, make: () => bullmqBench() },
];

for (const { name, isThere, make } of ENGINES) {
  describe.skipIf(!isThere)(`the ${name} engine`, () => {
    test("sends the request as it was rendered, and reports it sent", async () => {
      const { engine, job, outcomeOf, sink } = await make();
      const one = job(7, { path: "/alerts?x=1" });
      await engine.submit(one);
      expect(await outcomeOf(one)).toEqual({ kind: "sent" });
      expect(sink.received).toMatchObject([{ path: "/alerts?x=1", id: "msg-7", raw: one.request.body }]);
      expect(engine.trouble()).toBeNull();
    });

    test("reports what a target said: try again, later, never, never again for this target", async () => {
      const { engine, job, outcomeOf, sink } = await make();
      const answers: Record<string, [number, Record<string, string>]> = {
        "/500": [500, {}],
        "/429": [429, { "retry-after": "7" }],
        "/400": [400, {}],
        "/410": [410, {}],
      };
      sink.answer((_, response, { path }) => response.writeHead(...answers[path]!).end());
      const jobs = Object.keys(answers).map((path, index) => job(index + 1, { path }));
      for (const one of jobs) await engine.submit(one);
      expect(await Promise.all(jobs.map(outcomeOf))).toEqual([
        { kind: "failed", reason: "the target answered 500", isPermanent: false },
        { kind: "failed", reason: "the target answered 429", isPermanent: false, retryAfterMs: 7000 },
        { kind: "failed", reason: "the target answered 400", isPermanent: true },
        { kind: "failed", reason: "the target answered 410", isPermanent: true, endsTarget: true },
      ]);
    });

    test("hands a job back unsent when its time is over", async () => {
      const { engine, job, outcomeOf, sink } = await make();
      const late = job(1, { notAfter: Date.now() - 1 });
      await engine.submit(late);
      expect(await outcomeOf(late)).toEqual({ kind: "unsent", reason: "it waited too long" });
      expect(sink.received).toEqual([]);
    });

    test("knows a job as pending, finished, and after it was forgotten as gone", async () => {
      const { engine, job, outcomeOf, holdAnswers } = await make();
      const answers = holdAnswers();
      const one = job(1);
      expect(await engine.inspect(one)).toMatchObject({ kind: "gone" });
      await engine.submit(one);
      await until("the request", () => answers.waiting() === 1);
      expect(await engine.inspect(one)).toEqual({ kind: "pending" });
      answers.letGo();
      await outcomeOf(one);
      expect(await engine.inspect(one)).toEqual({ kind: "finished", outcome: { kind: "sent" } });
      expect(await engine.inspect({ deliveryId: 1, claim: 2 })).toMatchObject({ kind: "gone" });
      await engine.forget(one);
      expect(await engine.inspect(one)).toMatchObject({ kind: "gone" });
    });

    test("sends each of many jobs once and reports each once, however often it is asked about them", async () => {
      const { engine, job, outcomes, sink } = await make();
      const jobs = Array.from({ length: 40 }, (_, index) => job(index + 1, { path: `/${index + 1}` }));
      for (const one of jobs) {
        await until("room", () => engine.room("http") > 0);
        await engine.submit(one);
        await engine.inspect(one);
      }
      const isFinished = async () => {
        const states = await Promise.all(jobs.map((one) => engine.inspect(one)));
        return states.every(({ kind }) => kind === "finished");
      };
      await until("all to be finished", isFinished);
      expect([...sink.counts().values()].map((ids) => [...ids.values()])).toEqual(jobs.map(() => [1]));
      const reported = outcomes.map(({ job: { deliveryId } }) => deliveryId);
      expect(new Set(reported).size).toBe(reported.length);
    });

    test("runs the next claim of a delivery that was settled and forgotten", async () => {
      const { engine, job, outcomeOf, sink } = await make();
      await engine.submit(job(1));
      await outcomeOf(job(1));
      await engine.forget(job(1));
      await engine.submit(job(1, { claim: 2 }));
      expect(await outcomeOf(job(1, { claim: 2 }))).toEqual({ kind: "sent" });
      expect(sink.received.map(({ id }) => id)).toEqual(["msg-1", "msg-1"]);
    });

    test("keeps room in every other lane while one has none, and sends there at once", async () => {
      const { engine, job, outcomeOf, sink } = await make();
      const stuck: (() => void)[] = [];
      sink.answer((_, response, { path }) => {
        if (path === "/never") stuck.push(() => response.writeHead(204).end());
        else response.writeHead(204).end();
      });
      const rooms = (): number[] => LANES.map((lane) => engine.room(lane));
      const [urgent, mail, http, slow] = rooms();
      for (let id = 1; id <= http!; id++) await engine.submit(job(id, { path: "/never" }));
      expect(rooms()).toEqual([urgent, mail, 0, slow]);
      await until("the requests", () => stuck.length >= LANE_ROOM.http);
      for (const lane of ["urgent", "mail", "slow"] as const) {
        const one = job(1000 + LANES.indexOf(lane), { lane });
        await engine.submit(one);
        expect(await outcomeOf(one)).toEqual({ kind: "sent" });
      }
      expect(stuck).toHaveLength(LANE_ROOM.http);
      sink.answer((_, response) => void response.writeHead(204).end());
      for (const answer of stuck) answer();
      await until("room again", () => engine.room("http") > 0);
    });

    test("does not take back what is being sent, what was sent, and what it never had", async () => {
      const { engine, job, outcomeOf, outcomes, holdAnswers } = await make();
      await engine.submit(job(1));
      await outcomeOf(job(1));
      const answers = holdAnswers();
      await engine.submit(job(2));
      await until("the request", () => answers.waiting() === 1);
      expect(await engine.recall([job(1), job(2), job(3)])).toEqual([]);
      answers.letGo();
      expect(await outcomeOf(job(2))).toEqual({ kind: "sent" });
      expect(outcomes).toHaveLength(2);
    });

    test("has less room while it sends, and says when there is more", async () => {
      const { engine, job, outcomeOf, holdAnswers, rooms } = await make();
      const answers = holdAnswers();
      const all = engine.room("http");
      expect(all).toBeGreaterThan(0);
      await engine.submit(job(1));
      await engine.submit(job(2));
      expect(engine.room("http")).toBe(all - 2);
      const before = rooms();
      answers.letGo();
      await outcomeOf(job(1));
      await outcomeOf(job(2));
      await until("room again", () => rooms() >= before + 2);
      expect(engine.room("http")).toBe(all);
    });

    test("lets what is being sent finish when it stops, and takes nothing more", async () => {
      const { engine, job, outcomes, holdAnswers } = await make();
      const answers = holdAnswers();
      await engine.submit(job(1));
      await until("the request", () => answers.waiting() === 1);
      const stopped = engine.stop(10_000);
      expect(engine.room("http")).toBe(0);
      await expect(engine.submit(job(2))).rejects.toThrow();
      answers.letGo();
      // The deliverer settles the row meanwhile, and then forgets the job.
      await until("the outcome", () => outcomes.length === 1);
      await engine.forget(job(1));
      await stopped;
      expect(outcomes).toEqual([{ job: { deliveryId: 1, claim: 1 }, outcome: { kind: "sent" } }]);
    });

    test("stops at its deadline though a target does not answer", async () => {
      const { engine, job, outcomes, holdAnswers } = await make();
      const answers = holdAnswers();
      await engine.submit(job(1));
      await until("the request", () => answers.waiting() === 1);
      const before = performance.now();
      await engine.stop(200);
      expect(performance.now() - before).toBeLessThan(3000);
      expect(outcomes).toEqual([]);
    });
  });
}
