/** A new room, and a direct chat. */
import {byId, input, make, on, onSubmit} from './dom.js';

/** @typedef {import('./app.js').App} App */

/** @type {App | undefined} */
let app;

for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => button.closest('dialog')?.close());
for (const id of ['new-room', 'empty-new']) on(id, 'click', () => dialog('room-dialog').showModal());
on('new-direct', 'click', () => {
  byId('known-people').replaceChildren(...(app?.people() ?? []).map(({name}) => make('option', {value: name})));
  dialog('direct-dialog').showModal();
});
// Guests come by the link alone.
on('wish-open', 'change', () => {
  input('wish-guests').disabled = !input('wish-open').checked;
});

onSubmit('room-form', 'room-problem', async () => {
  const id = input('wish-id').value.trim();
  const name = input('wish-name').value.trim();
  const kept = Number(input('wish-kept').value);
  const open = input('wish-open').checked;
  const made = await app?.client.create({
    ...(id && {id}),
    ...(name && {name}),
    open,
    guests: open && input('wish-guests').checked,
    ephemeral: input('wish-ephemeral').checked,
    ...(kept && {retentionSeconds: kept}),
  });
  close('room-dialog', 'room-form');
  if (made) location.hash = encodeURIComponent(made.id);
});

onSubmit('direct-form', 'direct-problem', async () => {
  const given = input('direct-user').value.trim();
  if (!app || !given) return;
  const met = app.people().filter(({name}) => name.toLowerCase() === given.toLowerCase());
  if (met.length > 1) throw new Error(`You have met ${met.length} people of this name: open the chat from the list of people.`);
  const made = await app.client.direct(met[0]?.user ?? given);
  close('direct-dialog', 'direct-form');
  location.hash = encodeURIComponent(made.id);
});

/** @param {App | undefined} now */
export function dialogsOf(now) {
  app = now;
}

/** @param {string} id @param {string} form */
function close(id, form) {
  dialog(id).close();
  /** @type {HTMLFormElement} */ (byId(form)).reset();
  input('wish-guests').disabled = false;
}

/** @param {string} id */
function dialog(id) {
  return /** @type {HTMLDialogElement} */ (byId(id));
}
