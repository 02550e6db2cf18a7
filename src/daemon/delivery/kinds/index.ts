// Every kind of notice, and its rules.
import type { NoticeKind } from "../../store/notices.ts";
import { confirm } from "./confirm.ts";
import type { KindRules } from "./kind.ts";
import { settled, status, unstable } from "./levels.ts";
import { page } from "./page.ts";
import { pageEnded } from "./page-ended.ts";
import { post } from "./post.ts";
import { quarantined } from "./quarantined.ts";
import { silent } from "./silent.ts";
import { test } from "./test.ts";
import { WINDOW_KINDS } from "./window.ts";

export const KINDS: Record<NoticeKind, KindRules> = {
  status,
  settled,
  unstable,
  silent,
  ...WINDOW_KINDS,
  post,
  page,
  "page:ended": pageEnded,
  confirm,
  test,
  quarantined,
};
