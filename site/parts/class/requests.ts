import type { Config } from '../../ts/page/config';
import type { Membership } from '../../ts/class/membership';
import type { Submission } from '../../ts/class/outbox';
import { texts } from './texts';

/** Requests to the classes of the server. Each resolves to a sentence where it fails. */

/** Whoever has joined. */
export interface Joined {
	name: string;
	token: string;
}

/** Joins a class by its code, by that name or, with "", a made-up one. */
export async function joinClass(config: Config, code: string, name: string): Promise<Joined | { fault: string }> {
	return request<Joined>(config, 'POST', `api/classes/${code}/join`, { name, lang: config.lang });
}

/** Changes a member's name. Resolves to "" or a sentence. */
export async function rename(config: Config, { code, token }: Membership, name: string): Promise<string> {
	return faultOf(await request(config, 'POST', `api/classes/${code}/name`, { name, lang: config.lang }, token));
}

/** Deletes all that the server has of a member. */
export async function forget(config: Config, { code, token }: Membership): Promise<string> {
	return faultOf(await request(config, 'POST', `api/classes/${code}/forget`, { lang: config.lang }, token));
}

/** Goes to the page that says how teachers sign in, if this reader is not signed in as one. */
export async function checkSignedIn(config: Config): Promise<void> {
	const answer = await request(config, 'GET', 'api/classes');
	if ('status' in answer && (answer.status === 401 || answer.status === 403)) {
		location.replace(`${config.base}${config.lang}/teach/`);
	}
}

/** Submits a program, and resolves to whether it need not be sent again. */
export async function submit(config: Config, { token }: Membership, submission: Submission): Promise<boolean> {
	const answer = await request<{ id: string }>(config, 'POST', 'api/submissions', submission, token);
	const { status = 0 } = 'fault' in answer ? answer : { status: 200 };
	return status >= 200 && status < 500 && status !== 429;
}

function faultOf(answer: object | { fault: string }): string {
	return 'fault' in answer ? answer.fault : '';
}

/** Sends a request, and resolves to the JSON of its response, or to the sentence why there is none. */
export async function request<Answer extends object>(
	config: Config,
	method: string,
	path: string,
	body?: object,
	token?: string,
): Promise<Answer | { fault: string; status?: number }> {
	try {
		const response = await fetch(config.base + path, {
			method,
			headers: {
				...(body && { 'Content-Type': 'application/json' }),
				...(token !== undefined && { Authorization: `Bearer ${token}` }),
			},
			...(body && { body: JSON.stringify(body) }),
		});
		const answer = (await response.json().catch(() => ({}))) as Answer & { message?: string };
		if (response.ok) {
			return answer;
		}
		const fault = answer.message ?? texts(config.lang)('classUnreachable');
		return { fault, status: response.status };
	} catch {
		return { fault: texts(config.lang)('classUnreachable') };
	}
}
