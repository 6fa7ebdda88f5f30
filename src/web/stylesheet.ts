/** The one stylesheet: design tokens first, light and dark, then elements, then the few components. */
export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --text: #1b1f24;
  --muted: #57606a;
  --surface: #ffffff;
  --raised: #f4f6f8;
  --line: #d0d7de;
  --accent: #0b57a4;
  --strong: #9a1f1f;
  --strong-surface: #fdecec;
  --radius: 6px;
  --gap: 1rem;
  --measure: 72rem;
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e9ed;
    --muted: #9aa4af;
    --surface: #14181d;
    --raised: #1d232a;
    --line: #38414b;
    --accent: #7db8f5;
    --strong: #ffb0a8;
    --strong-surface: #43191b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 var(--font); color: var(--text); background: var(--surface); }
header.site, footer.site, main { max-width: var(--measure); margin: 0 auto; padding: var(--gap); }
header.site { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; border-bottom: 1px solid var(--line); }
footer.site { border-top: 1px solid var(--line); margin-top: 3rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; margin: 0; padding: 0; }
nav a[aria-current] { font-weight: 600; color: var(--text); text-decoration: none; }
.brand { font-weight: 700; font-size: 1.15rem; color: var(--text); text-decoration: none; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: var(--gap); top: var(--gap); background: var(--surface); padding: 0.5rem; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin-top: 2rem; }
.as-of, .note, .empty { color: var(--muted); }
.note { font-size: 0.875rem; }
.scroll { overflow-x: auto; margin: var(--gap) 0; border: 1px solid var(--line); border-radius: var(--radius); }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: left; padding: 0.5rem 0.75rem; color: var(--muted); }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem; border-top: 1px solid var(--line); min-width: 6rem; }
tbody th { font-weight: 500; min-width: 14rem; }
thead th { background: var(--raised); }
tfoot th, tfoot td { border-top: 2px solid currentColor; font-weight: 700; }
td ul { margin: 0; padding-left: 1rem; }
.badge { display: inline-block; padding: 0 0.5rem; border: 1px solid var(--line); border-radius: var(--radius); white-space: nowrap; }
.badge.in-force { color: var(--strong); background: var(--strong-surface); border-color: currentColor; font-weight: 600; }
.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 0.75rem; padding: var(--gap); background: var(--raised); border-radius: var(--radius); }
.field { display: flex; flex-direction: column; gap: 0.25rem; }
.field.actions { flex-direction: row; align-items: end; gap: 1rem; }
label { font-size: 0.875rem; color: var(--muted); }
input, select, button { font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 0.375rem 0.5rem; width: 100%; min-height: 2.5rem; }
button { width: auto; background: var(--accent); border-color: var(--accent); color: var(--surface); padding: 0.375rem 1rem; cursor: pointer; }
.paging { display: flex; gap: 1.5rem; margin: var(--gap) 0; }
.figures { display: flex; flex-wrap: wrap; gap: var(--gap); list-style: none; padding: 0; }
.figures a { display: block; padding: var(--gap); border: 1px solid var(--line); border-radius: var(--radius); text-decoration: none; color: var(--text); }
.figures strong { display: block; font-size: 2rem; line-height: 1.1; }
.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.25rem 1rem; }
.facts dt { color: var(--muted); }
.facts dd, .scopes dd { margin: 0; overflow-wrap: anywhere; }
.scopes dl { margin: 0; }
.scopes dt { color: var(--muted); font-size: 0.875rem; }
.timeline { list-style: none; padding-left: 1rem; border-left: 3px solid var(--line); }
.timeline li { margin: 0.75rem 0; }
.timeline li[aria-current] { border-left: 3px solid var(--strong); margin-left: calc(-1rem - 3px); padding-left: 1rem; }
.timeline .upcoming { opacity: 0.8; font-style: italic; }
.timeline time { font-variant-numeric: tabular-nums; font-weight: 600; }
.sources li, dd { overflow-wrap: anywhere; }
.total { padding: var(--gap); border: 1px solid var(--line); border-radius: var(--radius); background: var(--raised); }
.total strong { display: inline-block; font-size: 2rem; line-height: 1.1; margin-right: 1rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.amount { font-variant-numeric: tabular-nums; white-space: nowrap; }
.total span { display: block; }
.problem { margin-bottom: var(--gap); padding: 0 var(--gap); color: var(--strong); background: var(--strong-surface); border: 1px solid currentColor; border-radius: var(--radius); }
.field .wrong { color: var(--strong); font-size: 0.875rem; overflow-wrap: anywhere; }
[aria-invalid="true"] { border-color: var(--strong); }
pre { overflow-x: auto; padding: var(--gap); background: var(--raised); border-radius: var(--radius); }
@media (max-width: 40rem) { th, td { min-width: 4rem; } tbody th { min-width: 9rem; } .facts { grid-template-columns: 1fr; } .facts dt { margin-top: 0.5rem; } }
@media print { header.site nav, footer.site, .filters, .paging { display: none; } }
`.trimStart();
