import { stringify } from "yaml";
import type { Written } from "./mask.ts";

export const yamlOf = (written: Record<string, Written>): string => stringify(written, { lineWidth: 0 });
