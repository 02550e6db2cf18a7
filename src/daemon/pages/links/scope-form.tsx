/** @jsxImportSource hono/jsx */
// The part of a form that says what somebody wants to hear of, and how it is read back.
import type { FieldError } from "../../../contract/problem.ts";
import { NEWS_KINDS, type Scope } from "../../../domain/channel.ts";
import type { Component } from "../../store/components.ts";
import { WORDS_OF_KIND } from "./words.ts";

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

export const ScopeFields = (props: {
  components: readonly Component[];
  ticked: Ticked;
  errors: ReadonlyMap<string, string>;
}) => (
  <>
    {props.components.length > 1 && <ComponentFields {...props} />}
    <KindFields ticked={props.ticked} error={props.errors.get("kinds")} />
  </>
);

const ComponentFields = ({
  components,
  ticked,
  errors,
}: {
  components: readonly Component[];
  ticked: Ticked;
  errors: ReadonlyMap<string, string>;
}) => {
  const error = errors.get("components");
  return (
    <fieldset class="which" {...describedBy("components", error)}>
      <legend>Which components?</legend>
      <FieldFault of="components" error={error} />
      <Tick
        type="radio"
        name="which"
        value="all"
        isOn={ticked.isAll}
        label="All of them"
        hint="also those that come later"
      />
      <Tick type="radio" name="which" value="some" isOn={!ticked.isAll} label="Only these:" />
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

const KindFields = ({ ticked, error }: { ticked: Ticked; error: string | undefined }) => (
  <fieldset {...describedBy("kinds", error)}>
    <legend>What about?</legend>
    <FieldFault of="kinds" error={error} />
    {NEWS_KINDS.map((kind) => (
      <Tick
        type="checkbox"
        name="kinds"
        value={kind}
        isOn={ticked.kinds.has(kind)}
        label={WORDS_OF_KIND[kind].name}
        hint={WORDS_OF_KIND[kind].hint}
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
