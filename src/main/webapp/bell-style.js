/**
 * How the bell looks. A sheet that is made by script, so that a page whose policy allows no inline styles shows it as well. What
 * a page may change are the `--ringside-…` properties and the parts; light or dark is the page's own `color-scheme`.
 */
const CSS = `
:host {
  --accent: var(--ringside-accent, light-dark(#a3361b, #ff9d7d));
  --on-accent: var(--ringside-on-accent, light-dark(#fff, #2a0d04));
  --surface: var(--ringside-surface, light-dark(#fffdfb, #201c1a));
  --raised: var(--ringside-raised, light-dark(#f6f1ec, #2c2724));
  --text: var(--ringside-text, light-dark(#231d1a, #f4eeea));
  --muted: var(--ringside-muted, light-dark(#6a5f58, #b7aaa2));
  --line: var(--ringside-line, light-dark(#e6ddd5, #3d3632));
  --info: var(--ringside-info, light-dark(#245a9c, #8fbcf2));
  --success: var(--ringside-success, light-dark(#216a3c, #7fd29d));
  --warning: var(--ringside-warning, light-dark(#8a5200, #f3c063));
  --error: var(--ringside-error, light-dark(#b1242e, #ff9a9a));
  --radius: var(--ringside-radius, 12px);
  --shadow: var(--ringside-shadow, 0 1px 2px rgb(0 0 0 / .08), 0 12px 40px rgb(0 0 0 / .2));
  display: inline-block;
  font: 400 14px/1.45 var(--ringside-font, system-ui, sans-serif);
  color: var(--text);
}
:host([hidden]) { display: none; }
:host([theme='light']) { color-scheme: light; }
:host([theme='dark']) { color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button { font: inherit; color: inherit; background: none; border: 0; margin: 0; padding: 0; cursor: pointer; }
h2, h3, p, ul { margin: 0; padding: 0; font: inherit; }
ul { list-style: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.icon { width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.icon-dot path { fill: currentColor; stroke: none; }
.quiet { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bell { position: relative; display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; color: var(--ringside-bell, inherit); font-size: 18px; }
.bell:hover, .bell[aria-expanded='true'] { background: color-mix(in srgb, currentColor 10%, transparent); }
.badge { position: absolute; inset-block-start: 0; inset-inline-end: 0; min-width: 18px; height: 18px; padding: 0 5px; border-radius: 9px; background: var(--ringside-badge, light-dark(#b1242e, #ffb0a6)); color: var(--ringside-on-badge, light-dark(#fff, #3d0a05)); font: 600 11px/18px var(--ringside-font, system-ui, sans-serif); text-align: center; font-variant-numeric: tabular-nums; }
.bell[data-status='offline'] .icon, .bell[data-status='refused'] .icon { opacity: .55; }
.bell[data-status='offline']::after, .bell[data-status='refused']::after { content: ''; position: absolute; inset-block-end: 7px; inset-inline-end: 7px; width: 8px; height: 8px; border-radius: 50%; background: var(--warning); box-shadow: 0 0 0 2px var(--surface); }
.bell.rang .icon { animation: ring .7s ease-in-out; transform-origin: 50% 15%; }
@keyframes ring { 20% { rotate: 14deg } 40% { rotate: -11deg } 60% { rotate: 7deg } 80% { rotate: -4deg } }

.panel { position: fixed; inset: auto; margin: 0; padding: 0; width: var(--ringside-panel-width, 400px); max-width: calc(100vw - 16px); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); color: var(--text); box-shadow: var(--shadow); overflow: hidden; }
.panel:popover-open { display: flex; flex-direction: column; animation: appear .14s ease-out; }
@keyframes appear { from { opacity: 0; translate: 0 -6px } }
.panel-header { display: grid; grid-template-columns: 1fr auto auto; align-items: center; gap: 4px; padding-block: 12px 10px; padding-inline: 16px 12px; border-block-end: 1px solid var(--line); }
.heading { font-size: 16px; font-weight: 650; }
.filters { grid-column: 1 / -1; display: inline-flex; gap: 4px; }
.filters button { padding: 3px 11px; border: 1px solid var(--line); border-radius: 99px; color: var(--muted); }
.filters button:hover { color: var(--text); background: var(--raised); }
.filters button[aria-pressed='true'] { background: var(--text); border-color: var(--text); color: var(--surface); }
.icon-button { display: grid; place-items: center; width: 32px; height: 32px; border-radius: 8px; color: var(--muted); font-size: 16px; }
.icon-button:hover { background: var(--raised); color: var(--text); }
.icon-button[aria-disabled='true'] { opacity: .4; cursor: default; background: none; }
.state { display: flex; align-items: center; gap: 8px; padding: 8px 16px; background: var(--raised); color: var(--muted); font-size: 13px; border-block-end: 1px solid var(--line); }
.state span { flex: 1; }
.link-button { padding: 2px 6px; border-radius: 6px; color: var(--accent); font-weight: 600; text-decoration: underline; text-underline-offset: 2px; }
.scroll { overflow-y: auto; overscroll-behavior: contain; flex: 1; min-height: 120px; scrollbar-width: thin; }
.more { display: block; width: 100%; padding: 12px; color: var(--accent); font-weight: 600; }
.empty { padding: 36px 24px 40px; text-align: center; color: var(--muted); }
.empty .icon { font-size: 34px; stroke-width: 1.2; color: var(--line); margin-block-end: 6px; }
.empty strong { display: block; color: var(--text); font-weight: 600; }
.footer:not(.filled) { display: none; }
.footer { border-block-start: 1px solid var(--line); padding: 8px 16px; color: var(--muted); }
.system { display: block; padding: 2px 0; color: var(--accent); font-weight: 600; font-size: 13px; }

.row { position: relative; display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: start; padding-inline-end: 8px; border-block-end: 1px solid var(--line); }
.row:last-child { border-block-end: 0; }
.row.unread { background: color-mix(in srgb, var(--accent) 6%, transparent); }
.row.unread::before { content: ''; position: absolute; inset-block: 0; inset-inline-start: 0; width: 3px; background: var(--accent); }
.row:hover { background: var(--raised); }
.row-main { grid-area: 1 / 1; flex: 1; min-width: 0; display: flex; gap: 12px; padding-block: 12px; padding-inline: 16px 4px; text-align: start; text-decoration: none; color: inherit; cursor: pointer; }
.row-main:focus-visible { outline-offset: -3px; border-radius: 10px; }
.row-icon { padding-block-start: 1px; font-size: 16px; line-height: 1; }
[data-style='info'] .row-icon { color: var(--info); }
[data-style='success'] .row-icon { color: var(--success); }
[data-style='warning'] .row-icon { color: var(--warning); }
[data-style='error'] .row-icon { color: var(--error); }
.row-body { flex: 1; min-width: 0; display: block; }
.row-title { display: block; overflow-wrap: anywhere; }
.unread .row-title { font-weight: 650; }
.row-content { color: var(--muted); overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.row-time { color: var(--muted); font-size: 12px; }
.row-actions { grid-area: 1 / 2; display: flex; padding-block-start: 7px; }
@media (hover: hover) {
  .row-actions { opacity: 0; }
  .row:hover .row-actions, .row:focus-within .row-actions { opacity: 1; }
}
.progress { grid-area: 2 / 1 / auto / -1; display: flex; align-items: center; gap: 8px; margin-block: -6px 12px; margin-inline: 48px 8px; font-size: 12px; color: var(--muted); font-variant-numeric: tabular-nums; }
.track { flex: 1; height: 6px; border-radius: 3px; background: var(--line); overflow: hidden; }
.bar { height: 100%; width: 100%; border-radius: inherit; background: var(--accent); transform-origin: left; scale: 0 1; transition: scale .3s linear; }
.bar:dir(rtl) { transform-origin: right; }
[data-style='success'] .bar { background: var(--success); }
[data-style='error'] .bar { background: var(--error); }
[data-style='warning'] .bar { background: var(--warning); }
.track.unknown .bar { width: 40%; animation: to-and-fro 1.6s ease-in-out infinite alternate; }
@keyframes to-and-fro { to { margin-inline-start: 60%; } }
@media (prefers-reduced-motion: reduce) { .track.unknown .bar { animation: none; opacity: .5; width: 100%; } }

.toasts { position: fixed; inset: auto 16px 16px auto; margin: 0; padding: 0; border: 0; background: none; width: min(360px, calc(100vw - 32px)); overflow: visible; color: inherit; }
.toasts:dir(rtl) { inset: auto auto 16px 16px; }
.toasts:popover-open { display: flex; flex-direction: column; gap: 8px; }
.toast { display: flex; align-items: flex-start; gap: 4px; padding: 0; padding-inline-end: 6px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); color: var(--text); box-shadow: var(--shadow); animation: arrive .2s ease-out; overflow: hidden; }
@keyframes arrive { from { opacity: 0; translate: 0 10px } }
.toast .row-main { padding-block: 12px; }
.toast .row-title { font-weight: 650; }
.toast .icon-button { margin-block-start: 6px; }

@media (max-width: 480px) {
  .panel { width: calc(100vw - 16px); }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
}
@media (prefers-contrast: more) {
  :host { --line: currentColor; --muted: var(--text); }
}
@media (forced-colors: active) {
  .badge, .filters button[aria-pressed='true'] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  .row.unread::before { background: Highlight; }
  .track { border: 1px solid CanvasText; }
  .bar { background: Highlight; }
  .bell, .icon-button { color: ButtonText; }
  .bell[data-status='offline']::after, .bell[data-status='refused']::after { background: Mark; }
}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The one sheet of all bells of a page. */
export function bellSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
