// A person in front of the Playground: opens conversations, types, presses, and looks.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { bot, team, tenant } from './people.mjs';

const patience = 15_000;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

/** The system's own browser, which finds nobody but this machine. */
export const launch = () => chromium.launch({ executablePath: process.env.CHATRUNS_CHROMIUM ?? '/usr/bin/chromium', args: flags });

/** One window of the Playground; pictures go to a folder. */
export async function openChat(browser, url, pictures) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  page.setDefaultTimeout(patience);
  await page.goto(url);
  await page.getByRole('treeitem', { name: 'Personal Chat' }).waitFor();
  const logPanel = page.getByRole('button', { name: 'Hide log panel' });
  if (await logPanel.isVisible()) await logPanel.click();
  return new Chat(page, pictures);
}

class Chat {
  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
  }

  /** Opens "Personal Chat", "Shop chat" or "Shop - Ops". */
  async open(name) {
    await this.page.getByRole('treeitem', { name, exact: true }).or(this.page.getByRole('treeitem', { name })).first().click();
    await this.page.getByRole('textbox').first().waitFor();
  }

  /** Types a line and sends it; one that begins with @ChatRuns mentions the bot. */
  async say(line) {
    await this.page.getByRole('textbox').first().click();
    if (line.startsWith('@')) await this.mention();
    await this.page.keyboard.type(line.replace(/^@ChatRuns/, ''));
    await this.page.getByRole('button', { name: /^(Send Message|Post)$/ }).first().click();
  }

  async mention() {
    await this.page.keyboard.type('@');
    await this.page.getByRole('menuitem', { name: /ChatRuns/ }).click();
  }

  /** All cards of the conversation that is open. */
  cards() {
    return this.page.locator('.ac-adaptiveCard');
  }

  /** The cards that read like this; the newest is the last in a chat. Home tells of all that goes on, and is none of them: it alone has Refresh. */
  card(words) {
    return this.cards().filter({ hasText: words, hasNot: this.page.getByRole('button', { name: 'Refresh', exact: true }) });
  }

  /** Waits for a card that reads like this. */
  async see(words) {
    const card = this.card(words).last();
    await card.waitFor();
    return card;
  }

  /** Presses what is called so on a card. */
  async press(card, label) {
    await card.getByRole('button', { name: label, exact: true }).first().click();
  }

  /** The same; gives what the Playground is asked to hand on to the bot. */
  async pressAndCatch(card, label) {
    const sent = this.page.waitForRequest((request) => request.url().endsWith('/v1/invoke'));
    await this.press(card, label);
    return (await sent).postDataJSON();
  }

  /** What the Playground warned of beside messages of the conversation that is open. */
  async warnings() {
    return this.page.getByText(/not supported/).allInnerTexts();
  }

  /** A picture of a card. */
  async show(name, card) {
    if (this.pictures) await card.screenshot({ path: join(this.pictures, `${name}.png`) });
  }

  /** A picture of a card with the head of its message, as the README has them. */
  async showMessage(name, card) {
    if (!this.pictures) return;
    await card.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await card.boundingBox();
    await this.page.screenshot({ path: join(this.pictures, `${name}.png`), clip: { x: x - 14, y: y - 58, width: width + 28, height: height + 60 } });
  }
}

/** Somebody else, without a window: the Playground hands on what they say and press. */
export class Person {
  constructor(url, person) {
    this.url = url;
    this.person = person;
  }

  /** Says a line in a channel, with a mention of the bot. */
  async say(channel, line) {
    const id = `${Date.now()}`;
    const { account, name, id: aadObjectId } = this.person;
    const at = '<at>ChatRuns</at>';
    await this.send('_internal/v1/customActivities', {
      type: 'message', id, text: `${at} ${line}`, textFormat: 'plain', channelId: 'msteams', serviceUrl: `${this.url}/_connector`, timestamp: new Date().toISOString(),
      from: { id: account, name, aadObjectId }, recipient: { id: bot, name: 'ChatRuns' },
      conversation: { id: `${channel};messageid=${id}`, conversationType: 'channel', isGroup: true, tenantId: tenant },
      entities: [{ type: 'mention', text: at, mentioned: { id: bot, name: 'ChatRuns' } }], channelData: { tenant: { id: tenant }, channel: { id: channel }, team: { id: team } },
    });
  }

  /** Presses what somebody else pressed; gives what they are answered. */
  async pressToo(pressed) {
    return JSON.parse(await this.send('_conversation/v1/invoke', { ...pressed, from: { id: this.person.account } }));
  }

  async send(path, body) {
    const answer = await fetch(`${this.url}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  }
}
