import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accessible, fits } from '../accessible.mjs';
import { Tour } from '../../testing/tour.mjs';

const serve = () => Tour.serve({ classes: true });

/** The texts of the pages for teachers, in a language. */
const textsOf = (lang) => JSON.parse(readFileSync(`../server/account/${lang}.json`, 'utf8'));

/** A teacher begins by the link that a server prints, makes a passkey, and signs in with it. */
export default function account(stage) {
	for (const lang of ['en', 'zh']) {
		stage.test(`${lang}: a link, a passkey, and in again`, { serve, lang, locale: lang }, async (reader, tour) => {
			const { page } = reader;
			const text = textsOf(lang);
			const button = (key) => page.getByRole('button', { name: text[key], exact: true });
			await withAuthenticator(page);
			await reader.goTo(tour.claim);
			await page.getByRole('textbox', { name: text.name }).fill('Émile <b>');
			assert.equal(new URL(page.url()).hash, '', 'the link is in the address still');
			await accessible(page);
			await fits(page);
			await button('begin').click();
			await page.getByText(text.signedIn.replace('%s', 'Émile <b>'), { exact: true }).waitFor();
			await button('addPasskey').click();
			await page.getByText(text.added, { exact: true }).waitFor();
			await accessible(page);
			await button('signOut').click();
			await button('withPasskey').waitFor();

			reader.expectFault(/401|403|404/); // who asks is signed out; a link is used; and there is no page for classes yet
			await reader.goTo(tour.claim);
			await button('begin').click();
			await page.getByRole('alert').getByText(text['fault.link'], { exact: true }).waitFor();
			await reader.goTo(new URL('sign-in', tour.claim).href);
			await accessible(page);
			await fits(page);
			await button('withPasskey').click();
			await page.waitForURL(`**/${lang}/teach/`);
			await reader.goTo(new URL('sign-in', tour.claim).href);
			await page.getByText(text.signedIn.replace('%s', 'Émile <b>'), { exact: true }).waitFor();
		});
	}
}

/** Gives the page's browser a security key, of which the right person is always there. */
async function withAuthenticator(page) {
	const session = await page.context().newCDPSession(page);
	await session.send('WebAuthn.enable');
	await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
			isUserVerified: true, automaticPresenceSimulation: true,
		},
	});
}
