// Pages beside the chat: times in the reader's zone, and buttons that say their line in the chat.

import { dress, fallbackId, toggle } from './cards.js';

document.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (button?.hasAttribute('aria-controls')) toggle(button);
  if (button?.dataset.verb === 'say') sayInChat(JSON.parse(button.dataset.data).line);
});

// By the outbox of this tab, not by an address: no link from elsewhere can say something in the reader's name.
function sayInChat(text) {
  const outbox = JSON.parse(sessionStorage.getItem('outbox') ?? '[]');
  outbox.push({ id: crypto.randomUUID?.() ?? fallbackId(), text });
  sessionStorage.setItem('outbox', JSON.stringify(outbox));
  location.assign('/');
}

dress();
