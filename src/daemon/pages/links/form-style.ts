// What the forms need beside the page's own stylesheet, whose colours and measures they use.

export const FORM_STYLE = `.narrow { max-width: 38rem; }
.lead { color: var(--soft); margin-bottom: 1.5rem; }
.form, .notice, .facts { padding: 1.5rem; }
.notice h1 { font-size: 1.5rem; font-weight: 680; line-height: 1.25; letter-spacing: -.015em; text-wrap: balance; }
.notice > * + * { margin-top: .875rem; }
.notice.is-good { border-color: var(--good-line); background: var(--good-tint); }
.notice.is-good h1 { color: var(--good); }
.notice.is-wrong { border-color: var(--part-line); background: var(--part-tint); }
.notice.is-wrong h1 { color: var(--part); }
.form > :not(input) ~ * { margin-top: 1.25rem; }
.form + .leave, .form + .facts, .notice + .form { margin-top: 1.25rem; }
.facts { padding-block: .75rem; }
.known { margin-bottom: 1.25rem; }
.known-words { white-space: pre-line; }
.title + .standing, .title + .saved, .title + .form { margin-top: .875rem; }
footer.narrow p { margin-inline-start: 0; }
fieldset { border: 0; min-width: 0; }
legend, .field label { font-weight: 650; margin-bottom: .25rem; }
.field label { display: block; }
.hint, .aside { color: var(--soft); font-size: .9375rem; }
.field .hint { margin-bottom: .5rem; }
input[type="text"], input[type="email"] {
  width: 100%; min-height: 3rem; padding: .5rem .875rem; font: inherit; color: inherit; background: var(--ground);
  border: 1px solid var(--soft); border-radius: 10px;
}
input[aria-invalid] { border: 2px solid var(--down); }
.tick { display: flex; gap: .75rem; align-items: flex-start; padding-block: .5rem; cursor: pointer; }
.tick input { flex: none; width: 1.25rem; height: 1.25rem; margin-top: .125rem; accent-color: var(--link); }
.some { margin-inline-start: 2rem; }
.which:has(input[value="all"]:checked) .some { display: none; }
.group + .group { margin-top: .5rem; }
.group-name { color: var(--soft); font-size: .875rem; font-weight: 650; margin-top: .5rem; }
.fault { color: var(--down); font-weight: 550; margin-bottom: .5rem; }
.alert { padding: .875rem 1.25rem; margin-bottom: 1.25rem; border: 1px solid var(--down-line); border-radius: 10px; background: var(--down-tint); color: var(--down); font-weight: 550; }
.alert ul { margin-top: .375rem; font-weight: 400; }
.alert li { padding-block: .125rem; }
.alert a { color: inherit; }
.saved, .standing.is-good { color: var(--good); background: var(--good-tint); border-color: var(--good-line); }
.saved, .standing { padding: .75rem 1.25rem; margin-bottom: 1.25rem; border: 1px solid var(--line); border-radius: 10px; font-weight: 550; }
.standing.is-open { color: var(--part); background: var(--part-tint); border-color: var(--part-line); }
.trap { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.5rem; }
button, .button {
  display: inline-block; min-height: 3rem; padding: .6875rem 1.5rem; font: inherit; font-weight: 650; text-decoration: none; text-align: center;
  color: var(--card); background: var(--link); border: 1px solid transparent; border-radius: 10px; cursor: pointer;
}
button:hover, .button:hover { filter: brightness(1.08); }
button.quiet { color: var(--down); background: none; border-color: var(--down-line); }
.notice .ways { justify-content: flex-start; margin-bottom: 0; }
dl > div { display: flex; gap: .125rem 1rem; padding-block: .4375rem; }
dl > div + div { border-top: 1px solid var(--line); }
dt { flex: none; width: 9rem; color: var(--soft); }
dd { min-width: 0; font-weight: 500; }
code { font: .9375em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.secret { padding: 1rem 1.25rem; border: 1px dashed var(--slow); border-radius: 10px; background: var(--slow-tint); }
.secret code { display: block; margin-top: .5rem; user-select: all; }
.eyebrow { color: var(--tone, var(--soft)); font-weight: 550; margin-bottom: .25rem; }
main > .aside { margin-top: 1.25rem; }
.aside code { padding: .125rem .5rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--ink); }
@media (max-width: 36rem) {
  .form, .notice, .facts { padding: 1.25rem 1rem; }
  .title { font-size: 1.5rem; }
  button, .button { width: 100%; }
  dl > div { flex-direction: column; }
  dt { width: auto; }
  .facts { padding-block: .5rem; }
  .facts dl > div { flex-direction: row; }
  .facts dt { width: 7rem; }
  .some { margin-inline-start: 1rem; }
}
@media (forced-colors: active) {
  button, .button, .alert, .standing, .secret { border-color: ButtonText; }
}
@media (prefers-reduced-motion: no-preference) { button, .button { transition: filter .12s; } }
`;
