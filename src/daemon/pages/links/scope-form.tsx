/** @jsxImportSource hono/jsx */
// The part of a form that says what somebody wants to hear of, and how it is read back.
import type { FieldError } from "../../../contract/problem.ts";
import { NEWS_KINDS, type Scope } from "../../../domain/channel.ts";
import type { Component } from "../../store/components.ts";
import type { Words } from "../locales/index.ts";
import type { Field } from "./faults.tsx";

/** As it was ticked, right or wrong. */
export interface Ticked {
  isAll: boolean;
  components: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
}
export const EVERYTHING: Ticked = { isAll: true, components: new Set(), kinds: new Set(NEWS_KINDS) };

export const tickedOf = (scope: Pick<Scope, "components" | "kinds">): Ticked => ({
  isAll: scope.components === null,
  components: new Set(scope.components),
  kinds: new Set(scope.kinds ?? NEWS_KINDS),
});

export const readTicked = (fields: URLSearchParams): Ticked => ({
  isAll: fields.get("which") !== "some",
  components: new Set(fields.getAll("components")),
  kinds: new Set(fields.getAll("kinds")),
});

/** As programs would have sent it: what is not narrowed is absent. */
export const scopeInput = ({ isAll, components, kinds }: Ticked): { components?: string[]; kinds?: string[] } => ({
  ...(isAll ? {} : { components: [...components] }),
  ...(NEWS_KINDS.every((kind) => kinds.has(kind)) ? {} : { kinds: [...kinds] }),
});

/** Ids that this page does not show: there are none of that name, whatever is hidden. */
export const strangers = (wanted: readonly string[], visible: readonly Component[]): FieldError[] => {
  const known = new Set(visible.map((component) => component.id));
  return wanted.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `components[${index}]`, message: `\`${id}\` is not on this page` }],
  );
};

interface ScopeProps {
  components: readonly Component[];
  ticked: Ticked;
  errors: ReadonlyMap<Field, string>;
  links: Words["links"];
}
/** Of one component there is nothing to choose. */
export const scopeFieldsOf = (components: readonly Component[]): Field[] =>
  components.length > 1 ? ["components", "kinds"] : ["kinds"];

export const ScopeFields = (props: ScopeProps) => (
  <>
    {scopeFieldsOf(props.components).includes("components") && <ComponentFields {...props} />}
    <KindFields {...props} />
  </>
);

const ComponentFields = ({ components, ticked, errors, links: { scope } }: ScopeProps) => {
  const error = errors.get("components");
  return (
    <fieldset class="which" id="components" {...describedBy("components", error)}>
      <legend>{scope.which}</legend>
      <FieldFault of="components" error={error} />
      <Tick type="radio" name="which" value="all" isOn={ticked.isAll} label={scope.all} hint={scope.allHint} />
      <Tick type="radio" name="which" value="some" isOn={!ticked.isAll} label={scope.some} />
      <div class="some">
        {groupsOf(components).map(({ name, members }) => (
          <div class="group" {...(name === null ? {} : { role: "group", "aria-label": name })}>
            {name !== null && (
              <p class="group-name">
                <bdi>{name}</bdi>
              </p>
            )}
            {members.map((one) => (
              <Tick
                type="checkbox"
                name="components"
                value={one.id}
                isOn={ticked.components.has(one.id)}
                label={one.name}
              />
            ))}
          </div>
        ))}
      </div>
    </fieldset>
  );
};

const KindFields = ({ ticked, errors, links: { scope, kinds } }: ScopeProps) => (
  <fieldset id="kinds" {...describedBy("kinds", errors.get("kinds"))}>
    <legend>{scope.what}</legend>
    <FieldFault of="kinds" error={errors.get("kinds")} />
    {NEWS_KINDS.map((kind) => (
      <Tick
        type="checkbox"
        name="kinds"
        value={kind}
        isOn={ticked.kinds.has(kind)}
        label={kinds[kind].name}
        hint={kinds[kind].hint}
      />
    ))}
  </fieldset>
);

export const Tick = ({
  type,
  name,
  value,
  isOn,
  label,
  hint,
}: {
  type: "radio" | "checkbox";
  name: string;
  value: string;
  isOn: boolean;
  label: string;
  hint?: string;
}) => (
  <label class="tick">
    <input type={type} name={name} value={value} checked={isOn} />
    <span>
      <bdi>{label}</bdi>
      {hint && <span class="hint"> {hint}</span>}
    </span>
  </label>
);

export const FieldFault = ({ of, error }: { of: string; error: string | undefined }) =>
  error === undefined ? null : (
    <p class="fault" id={`${of}-fault`}>
      {error}
    </p>
  );
export const describedBy = (of: string, error: string | undefined): Record<string, string> =>
  error === undefined ? {} : { "aria-describedby": `${of}-fault` };

/** In the page's order; a group stands where its first component does. */
const groupsOf = (components: readonly Component[]): { name: string | null; members: Component[] }[] => {
  const groups = new Map<string | null, Component[]>();
  for (const one of components) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups].map(([name, members]) => ({ name, members }));
};
